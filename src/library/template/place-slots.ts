import { lex, type Lexeme } from "../../kql/lexer.ts";
import type { ParameterType } from "../library-query.ts";
import { TemplateError, type FormatPiece } from "./format-string.ts";
import { readKqlString } from "./kql-literal.ts";
import { markGaps } from "./marked-text.ts";
import { pastedText, typeAt, type BareGap, type Declared } from "./surroundings.ts";
import type { Slot, StringPiece, Template } from "./template.ts";

/** A template, and the types that its parameters need for their places. Parameters that it does not use have none. */
export interface Placement {
  readonly template: Template;
  readonly types: ReadonlyMap<string, ParameterType>;
}

/** A gap of the text, with what it replaces there. */
interface Found {
  readonly slot: Slot;
  readonly start: number;
  readonly end: number;
  readonly needs: readonly (readonly [parameter: string, type: ParameterType])[];
}

type Declarations = ReadonlyMap<string, Declared>;

/**
 * Finds out what each gap stands in: a string literal, `datetime(…)`, a list in brackets, or a word of its own. A gap in a comment becomes its
 * own name; texts that the author wants pasted become part of the template.
 * @throws TemplateError for what cannot be filled safely.
 */
export function placeSlots(pieces: readonly FormatPiece[], declared: Declarations): Placement {
  const unknown = pieces.find((piece) => typeof piece !== "string" && !declared.has(piece.parameter));
  if (typeof unknown === "object") throw new TemplateError(`no parameter is called ${unknown.parameter}`);
  const marked = markGaps(withPastedTexts(pieces, declared));
  const found = findGaps(marked.text, marked.read, declared);
  const template: (string | Slot)[] = [];
  let at = 0;
  for (const { slot, start, end } of found) {
    template.push(namesIn(marked.read(marked.text.slice(at, start))), slot);
    at = end;
  }
  template.push(namesIn(marked.read(marked.text.slice(at))));
  return { template: template.filter((part) => part !== ""), types: typesOf(found) };
}

function withPastedTexts(pieces: readonly FormatPiece[], declared: Declarations): readonly FormatPiece[] {
  const texts = new Map([...declared].map(([name, declaration]) => [name, pastedText(declaration)]));
  const pasted = new Set<string>();
  const { text: whole, read } = markGaps(pieces);
  for (const { kind, text } of lex(whole)) {
    if (kind === "string") continue;
    for (const piece of read(text)) if (typeof piece === "object") pasted.add(piece.parameter);
  }
  return pieces.map((piece) =>
    typeof piece === "object" && pasted.has(piece.parameter) ? (texts.get(piece.parameter) ?? piece) : piece,
  );
}

type Read = (text: string) => readonly StringPiece[];

function findGaps(text: string, read: Read, declared: Declarations): readonly Found[] {
  const lexemes = [...lex(text)];
  if (lexemes.some(({ kind }) => kind === "bad"))
    throw new TemplateError("it holds a string that does not end, or a character that is no KQL");
  return lexemes.flatMap((lexeme, i) => {
    const pieces = read(lexeme.kind === "string" ? readKqlString(lexeme.text).text : lexeme.text);
    if (pieces.every((piece) => typeof piece === "string")) return [];
    const extent = extentOf(lexemes, i, i);
    return lexeme.kind === "string"
      ? { ...extent, ...stringGap(lexeme.text, pieces, declared) }
      : bareGap(lexemes, i, pieces, declared);
  });
}

function stringGap(
  literal: string,
  pieces: readonly StringPiece[],
  declared: Declarations,
): Pick<Found, "slot" | "needs"> {
  const { obfuscated } = readKqlString(literal);
  const needs = pieces.flatMap((piece) => {
    if (typeof piece === "string") return [];
    const type = declaredAs(piece.parameter, declared).type ?? "string";
    if (type === "list") throw new TemplateError(`the list ${piece.parameter} stands inside a string`);
    return [[piece.parameter, type] as const];
  });
  return { slot: { form: "string", obfuscated, pieces }, needs };
}

function bareGap(lexemes: readonly Lexeme[], i: number, pieces: readonly StringPiece[], declared: Declarations): Found {
  const gap = gapAt(lexemes, i, pieces);
  const { parameter, prefix, suffix } = gap;
  const declaration = declaredAs(parameter, declared);
  const isAlone = prefix + suffix === "";
  if (isAlone && gap.before[0] === "(" && gap.before[1] === "datetime")
    return { ...datetimeExtent(lexemes, i, gap, declaration), ...literalOf(parameter, "datetime") };
  const extent = extentOf(lexemes, i, i);
  const type = typeAt(gap, declaration);
  if (isAlone) return { ...extent, ...literalOf(parameter, type) };
  return { ...extent, slot: { form: "word", before: prefix, parameter, after: suffix }, needs: [[parameter, type]] };
}

function literalOf(parameter: string, type: ParameterType): Pick<Found, "slot" | "needs"> {
  return { slot: { form: "literal", parameter }, needs: [[parameter, type]] };
}

/** All of `datetime({x})`. */
function datetimeExtent(lexemes: readonly Lexeme[], i: number, { parameter, after }: BareGap, { type }: Declared) {
  if (after !== ")" || (type !== undefined && type !== "datetime"))
    throw new TemplateError(`${parameter} is not all that stands in datetime( )`);
  return extentOf(lexemes, i - 2, i + 1);
}

function gapAt(lexemes: readonly Lexeme[], i: number, pieces: readonly StringPiece[]): BareGap {
  const [gap, another] = pieces.filter((piece) => typeof piece === "object");
  if (gap === undefined || another !== undefined) throw new TemplateError("two gaps touch each other");
  const at = pieces.indexOf(gap);
  return {
    parameter: gap.parameter,
    before: [1, 2, 3, 4].map((distance) => lexemes[i - distance]?.text ?? ""),
    after: lexemes[i + 1]?.text,
    prefix: namesIn(pieces.slice(0, at)),
    suffix: namesIn(pieces.slice(at + 1)),
  };
}

function typesOf(found: readonly Found[]): ReadonlyMap<string, ParameterType> {
  const types = new Map<string, ParameterType>();
  for (const [parameter, type] of found.flatMap(({ needs }) => needs)) {
    const known = types.get(parameter) ?? type;
    // Whatever fits the narrower place also fits into a string.
    if (known !== type && known !== "string" && type !== "string")
      throw new TemplateError(`${parameter} stands in places that take different things`);
    types.set(parameter, known === "string" ? type : known);
  }
  return types;
}

function extentOf(lexemes: readonly Lexeme[], first: number, last: number): Pick<Found, "start" | "end"> {
  const end = lexemes[last];
  return { start: lexemes[first]?.start ?? 0, end: end === undefined ? 0 : end.start + end.text.length };
}

const namesIn = (pieces: readonly StringPiece[]) =>
  pieces.map((piece) => (typeof piece === "string" ? piece : piece.parameter)).join("");

function declaredAs(parameter: string, declared: Declarations): Declared {
  return declared.get(parameter) ?? { type: undefined };
}
