import { array, constantFrom, oneof, string } from "fast-check";
import { lex } from "../../../src/kql/lexer.ts";

// Pieces that have broken out of string literals somewhere: quotes and prefixes, line ends and hidden characters, escapes, halves of
// characters, comments and operators.
const fragment = oneof(
  constantFrom("'", '"', "\\", "\\'", '\\"', "''", '""', "@'", '@"', "h'", 'h"', "H@'", "```", "~~~"),
  constantFrom("\n", "\r", "\r\n", "\u2028", "\u2029", "\u0085", "\u0000", "\t", "\ufeff", "\u200b", "\u202e"),
  constantFrom("\\u0027", "\\u0022", "\\x27", "\\047", "\\n", "\\\n", "\ud800", "\udfff", "\ud83d\ude00"),
  constantFrom("//", "/*", "*/", "--", "|", ";", ")", "]", "}", "{", "{period}", "$&", "$1", "%27", "&apos;"),
  constantFrom("' or 1==1 //", "'); externaldata(x:string)['"),
);

/** Text as an attacker would write it to leave its literal. */
export const hostileText = array(oneof({ weight: 3, arbitrary: fragment }, string({ unit: "binary", maxLength: 5 })), {
  maxLength: 12,
}).map((parts) => parts.join(""));

/** The lexemes of a query, with every string literal reduced to the fact that it is one. */
export function shapeOf(query: string): readonly string[] {
  return Array.from(lex(query), ({ kind, text }) => (kind === "string" ? "string" : text));
}
