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
  const isFirm = hasFirmStrings(lexemes);
  const pieces = isFirm ? lexemes : wordsOf(text);
  const command = pieces.find((_, i) => startsStatement(pieces, i) || (isFirm && mayStartCommand(pieces, i, text)));
  if (command !== undefined) return [{ code: "command", message: guardMessages.command(), ...placeOf(command) }];
  return suspicion(pieces, policy, guardMessages.unreadable());
}

/** Characters that nobody sees, and ends of lines that only some readers of a text take for such; spaces of other widths are not among them. */
const HIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * Judges a text with characters that the service may read otherwise than the parser: a comment may end at them, a word may go on behind them.
 * Then every word counts, with and without them. Within strings they are data; a byte order mark at the start means nothing.
 * @returns one reason, or none.
 */
export function guardHidden(text: string, policy: GuardPolicy): readonly GuardReason[] {
  if (!HIDDEN.test(withoutStrings(text.replace(/^\ufeff/, " ")))) return [];
  const joined = wordsOf(text.replaceAll(new RegExp(HIDDEN, "gu"), ""));
  return [wordsOf(text), joined].flatMap((words) => suspicion(words, policy, guardMessages.hidden())).slice(0, 1);
}

function withoutStrings(text: string): string {
  let rest = "";
  let end = 0;
  for (const { kind, start, text: piece } of lex(text)) {
    if (kind !== "string") continue;
    rest += text.slice(end, start);
    end = start + piece.length;
  }
  return rest + text.slice(end);
}

function suspicion(pieces: readonly Lexeme[], policy: GuardPolicy, message: string): readonly GuardReason[] {
  const suspect = pieces.find((_, i) => mayBeForbidden(pieces, i, policy));
  return suspect === undefined ? [] : [{ code: "unreadable", message, ...placeOf(suspect) }];
}

const placeOf = ({ start, text }: Lexeme) => ({ start, length: text.length });

function startsStatement(pieces: readonly Lexeme[], i: number): boolean {
  return pieces[i]?.text === "." && (pieces[i - 1] === undefined || pieces[i - 1]?.text === ";");
}

/** A dot with a word behind it that no operand stands before, or that starts a line. */
function mayStartCommand(pieces: readonly Lexeme[], i: number, text: string): boolean {
  const [before, dot, after] = [pieces[i - 1], pieces[i], pieces[i + 1]];
  if (before === undefined || dot?.text !== "." || after?.kind !== "name" || after.start !== dot.start + 1)
    return false;
  const isOperand = before.kind !== "symbol" || before.text === ")" || before.text === "]";
  return !isOperand || /[\r\n]/.test(text.slice(before.start, dot.start));
}

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
