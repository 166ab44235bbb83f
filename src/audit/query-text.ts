import { lex, type Lexeme } from "../kql/lexer.ts";

const HIDDEN = 'h"…"';
const OPENING = /(?<![\p{L}\p{N}_])h(?:@?["']|```|~~~)/iu;
const IN_COMMENT = new RegExp(`${OPENING.source}[^\r\n]*`, "giu");

/**
 * A query without the contents of its obfuscated literals (`h"…"`, `h'…'`, `h@"…"`, and the multi-line forms), which Kusto keeps out of its
 * own logs too. In a comment all behind such a beginning goes, up to the end of the line; in a text that is not KQL, up to its end, because
 * nobody can tell there where a literal was meant to end.
 */
export function withoutHiddenLiterals(query: string): string {
  const lexemes = [...lex(query)];
  if (!OPENING.test(query)) return query;
  if (lexemes.some((lexeme) => isNoKql(lexeme, query))) return `${query.slice(0, query.search(OPENING))}${HIDDEN}`;
  let text = "";
  let end = 0;
  for (const lexeme of lexemes) {
    text += withoutHiddenIn(query.slice(end, lexeme.start)) + (isHidden(lexeme) ? HIDDEN : lexeme.text);
    end = lexeme.start + lexeme.text.length;
  }
  return text + withoutHiddenIn(query.slice(end));
}

// Between two lexemes there are white space and comments alone.
const withoutHiddenIn = (comments: string): string => comments.replaceAll(IN_COMMENT, HIDDEN);

const isHidden = ({ kind, text }: Lexeme): boolean => kind === "string" && /^h/i.test(text);

// The lexer reads a prefix and its quotation marks as one literal, if only there is an end.
const isNoKql = ({ kind, text, start }: Lexeme, query: string): boolean =>
  kind === "bad" || (kind === "name" && /^h$/i.test(text) && query.startsWith("~~~", start + 1));
