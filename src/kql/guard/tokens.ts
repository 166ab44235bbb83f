import {
  allowedOptions,
  allowedPlugins,
  crossResourceFunctions,
  guardMessages,
  type GuardPolicy,
  type GuardReason,
} from "./policy.ts";
import { lex, unquote, type Lexeme } from "../lexer.ts";

/** A piece of the text and its neighbours. */
interface Spot {
  readonly name: string;
  /** True for `['name']`. */
  readonly bracketed: boolean;
  readonly after: Lexeme | undefined;
  readonly rest: readonly Lexeme[];
}

/**
 * Judges a text that the parser could not read, or that must not be given to it: refuses when a forbidden construct may be there. Strings and
 * comments do not count as long as the text splits into lexemes cleanly; otherwise every word counts, wherever it stands.
 * @returns one reason, or none.
 */
export function guardTokens(text: string, policy: GuardPolicy): readonly GuardReason[] {
  const lexemes = [...lex(text)];
  const pieces = hasFirmStrings(lexemes) ? lexemes : wordsOf(text);
  const command = pieces.find((piece, i) => piece.text === "." && startsStatement(pieces[i - 1]));
  if (command !== undefined) return [{ code: "command", message: guardMessages.command(), ...placeOf(command) }];
  const suspect = pieces.find((_, i) => mayBeForbidden(pieces, i, policy));
  return suspect === undefined
    ? []
    : [{ code: "unreadable", message: guardMessages.unreadable(), ...placeOf(suspect) }];
}

const placeOf = ({ start, text }: Lexeme) => ({ start, length: text.length });
const startsStatement = (before: Lexeme | undefined) => before === undefined || before.text === ";";

const RAW_LITERALS: ReadonlySet<string> = new Set(
  "bool boolean date datetime decimal double guid int long real time timespan".split(" "),
);

// A quote within datetime(…) or guid(…) belongs to the literal for the parser, yet opens a string for us.
function hasFirmStrings(lexemes: readonly Lexeme[]): boolean {
  return lexemes.every(({ kind }, i) => {
    const isRaw = kind === "string" && lexemes[i - 1]?.text === "(" && RAW_LITERALS.has(lexemes[i - 2]?.text ?? "");
    return kind !== "bad" && !isRaw;
  });
}

/** Every word of the text, as if there were no strings and no comments. */
function wordsOf(text: string): readonly Lexeme[] {
  return [...text.matchAll(/[\p{L}_][\p{L}\p{N}_]*|[-#(.;[\]]/gu)].map(({ 0: word, index }) => ({
    kind: /^[-#(.;[\]]$/.test(word) ? "symbol" : "name",
    text: word,
    start: index,
  }));
}

function mayBeForbidden(pieces: readonly Lexeme[], i: number, policy: GuardPolicy): boolean {
  const piece = pieces[i];
  if (piece === undefined) return false;
  if (piece.text === "#") return true;
  const bracketed = piece.kind === "string" && pieces[i - 1]?.text === "[";
  if (piece.kind !== "name" && !bracketed) return false;
  const rest = pieces.slice(bracketed ? i + 2 : i + 1, i + 40);
  const name = nameOf(piece);
  const spot: Spot = { name, bracketed, after: rest[0], rest };
  return suspicions.some((isSuspect) => isSuspect(spot, policy));
}

const nameOf = (piece: Lexeme | undefined) => unquote(piece?.text ?? "").toLowerCase();
const isCalled = ({ after }: Spot) => after?.text === "(";

const suspicions: readonly ((spot: Spot, policy: GuardPolicy) => boolean)[] = [
  (spot) => /^external_?(?:data|table)$/.test(spot.name) && (!spot.bracketed || isCalled(spot)),
  (spot, policy) => crossResourceFunctions.has(spot.name) && isCalled(spot) && !policy.allowCrossResource,
  (spot, policy) => /^(?:macro|entity_group)$/.test(spot.name) && !isCalled(spot) && !policy.allowCrossResource,
  (spot) => spot.name === "evaluate" && !allowedPlugins.has(pluginIn(spot.rest)),
  // Where a statement starts is not sure either.
  (spot) => spot.name === "set" && !allowedOptions.has(nameOf(spot.after)),
  (spot) => /^(?:alias|declare|restrict)$/.test(spot.name),
];

/** The plug-in's name behind `evaluate`, past hints such as `hint.distribution = single`. */
function pluginIn(rest: readonly Lexeme[]): string {
  const open = rest.findIndex(({ text }) => text === "(");
  const last = rest[open - 1];
  return nameOf(last?.text === "]" ? rest[open - 2] : last);
}
