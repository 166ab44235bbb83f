import { lex } from "../../kql/lexer.ts";
import { kqlLiteral, kqlString, type Value } from "./kql-literal.ts";

/** A piece of a string literal: text as it stands, or the name of a parameter. */
export type StringPiece = string | { readonly parameter: string };

/** A gap in a query, filled with exactly one literal (or a list of literals), or with one identifier. */
export type Slot =
  | { readonly form: "literal"; readonly parameter: string }
  /** A string literal of which values are parts. */
  | { readonly form: "string"; readonly obfuscated: boolean; readonly pieces: readonly StringPiece[] }
  /** An identifier or number of which a value is a part: `min_{column}`, `{days}d`. */
  | { readonly form: "word"; readonly before: string; readonly parameter: string; readonly after: string };

/** A query cut at its gaps. Texts begin and end between lexemes. */
export type Template = readonly (string | Slot)[];

/** What stands for the parameters, by name. */
export type Values = ReadonlyMap<string, Value>;

/**
 * The query with every gap filled. No value can change what the query is: the text is split into lexemes again, and they must be those of
 * the template with one literal for each gap.
 * @throws Error when they are not, or a value is missing; a fault of ours, never of a value.
 */
export function fillTemplate(template: Template, values: Values): string {
  const parts = template.map((part) => (typeof part === "string" ? part : slotText(part, values)));
  const query = parts.join("");
  const expected = parts.flatMap(lexemesOf);
  const found = lexemesOf(query);
  const isSame = found.length === expected.length && found.every((text, i) => text === expected[i]);
  if (!isSame) throw new Error("A filled query does not have the lexemes of its template.");
  return query;
}

/** The template as a person writes it, with `{name}` in its gaps. */
export function templateText(template: Template): string {
  return template.map((part) => (typeof part === "string" ? part : gapText(part))).join("");
}

function gapText(slot: Slot): string {
  if (slot.form === "literal") return `{${slot.parameter}}`;
  if (slot.form === "word") return `${slot.before}{${slot.parameter}}${slot.after}`;
  const pieces = slot.pieces.map((piece) => (typeof piece === "string" ? piece : `{${piece.parameter}}`));
  return (slot.obfuscated ? "h" : "") + kqlString(pieces.join(""));
}

function slotText(slot: Slot, values: Values): string {
  if (slot.form === "literal") return literalText(valueOf(slot.parameter, values));
  if (slot.form === "word") return checked(slot.before + plainText(valueOf(slot.parameter, values)) + slot.after, WORD);
  const pieces = slot.pieces.map((piece) =>
    typeof piece === "string" ? piece : plainText(valueOf(piece.parameter, values)),
  );
  return (slot.obfuscated ? "h" : "") + literalText({ kind: "text", text: pieces.join("") });
}

function valueOf(parameter: string, values: Values): Value {
  const value = values.get(parameter);
  if (value === undefined) throw new Error(`No value for the parameter ${parameter}.`);
  return value;
}

function plainText(value: Value): string {
  if (value.kind === "list") throw new Error("A list cannot be a part of a literal.");
  return value.text;
}

const WORD = /^[A-Za-z_\d]\w*$/;
const literals: Readonly<Record<Exclude<Value["kind"], "list" | "text">, RegExp>> = {
  bare: /^(?:\d+(?:\.\d+)?|\d+[a-z]+|true|false)$/,
  name: /^[A-Za-z_]\w*$/,
  datetime: /^datetime\([-\d:.TZ]+\)$/,
};

function literalText(value: Value): string {
  const text = kqlLiteral(value);
  if (value.kind === "list") return value.items.map(literalText).join(", ");
  if (value.kind !== "text") return checked(text, literals[value.kind]);
  const [only, ...more] = lex(text);
  if (only?.kind !== "string" || more.length > 0) throw new Error("A text did not become one string literal.");
  return text;
}

function checked(text: string, shape: RegExp): string {
  if (!shape.test(text)) throw new Error("A value did not become one literal.");
  return text;
}

const lexemesOf = (text: string): readonly string[] => Array.from(lex(text), (lexeme) => lexeme.text);
