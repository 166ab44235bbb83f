import type { Regex } from "../values/regex.ts";

/** How `parse-kv` finds the pairs in a text. */
export interface PairSyntax {
  readonly pairDelimiter: string | undefined;
  readonly keyDelimiter: string | undefined;
  /** One character for both ends, or an opening and a closing one. */
  readonly quote: string;
  readonly escape: string;
  /** A value runs on until the next key. */
  readonly greedy: boolean;
}

/** The values of the wanted keys; of a repeated key the first. */
export type Pairs = ReadonlyMap<string, string>;

/** Pairs by a regular expression with one group for the key and one for the value. */
export function pairsByRegex(text: string, regex: Regex): Pairs {
  return firstOf(regex.findAll(text).map(({ groups }) => [groups[1] ?? "", groups[2] ?? ""]));
}

/** Pairs by delimiters; without them every character that is no letter, digit or underscore delimits. */
export function pairsByDelimiters(text: string, syntax: PairSyntax, keys: ReadonlySet<string>): Pairs {
  const { pairDelimiter, keyDelimiter } = syntax;
  if (pairDelimiter === undefined || keyDelimiter === undefined) return firstOf(looseTokens(text, syntax, keys));
  const pieces = splitOutsideQuotes(text, pairDelimiter, syntax);
  const pairs: [string, string][] = [];
  for (const piece of pieces) {
    const [key, ...value] = splitOutsideQuotes(piece, keyDelimiter, syntax);
    const last = pairs.at(-1);
    if (value.length > 0) pairs.push([unquote(key ?? "", syntax), value.join(keyDelimiter)]);
    else if (syntax.greedy && last !== undefined) last[1] += pairDelimiter + piece;
  }
  return firstOf(pairs.map(([key, value]) => [key, unquote(value, syntax)]));
}

function firstOf(pairs: readonly (readonly [string, string])[]): Pairs {
  const first = new Map<string, string>();
  for (const [key, value] of pairs) if (!first.has(key)) first.set(key, value);
  return first;
}

/** Without delimiters a wanted key is followed by its value. */
function looseTokens(
  text: string,
  syntax: PairSyntax,
  keys: ReadonlySet<string>,
): readonly (readonly [string, string])[] {
  const tokens = tokensOf(text, syntax);
  return tokens.flatMap((token, i) => {
    const value = tokens[i + 1];
    return keys.has(token) && value !== undefined ? [[token, value] as const] : [];
  });
}

function tokensOf(text: string, syntax: PairSyntax): readonly string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = quotedEnd(text, at, syntax);
    const word = end === undefined ? /^\w+/.exec(text.slice(at, at + 10_000))?.[0] : undefined;
    if (end !== undefined) tokens.push(unquote(text.slice(at, end), syntax));
    else if (word !== undefined) tokens.push(word);
    at = end ?? at + (word?.length ?? 1);
  }
  return tokens;
}

/** Where the quoted text that starts at `at` ends; undefined when none starts there or it does not end. */
function quotedEnd(text: string, at: number, { quote, escape }: PairSyntax): number | undefined {
  const [open, close = open] = quote;
  if (open === undefined || text[at] !== open) return undefined;
  for (let i = at + 1; i < text.length; i++) {
    if (escape !== "" && text[i] === escape) i += 1;
    else if (text[i] === close) return i + 1;
  }
  return undefined;
}

function splitOutsideQuotes(text: string, delimiter: string, syntax: PairSyntax): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length;) {
    const end = quotedEnd(text, at, syntax);
    if (end !== undefined) {
      at = end;
    } else if (delimiter !== "" && text.startsWith(delimiter, at)) {
      parts.push(text.slice(start, at));
      at += delimiter.length;
      start = at;
    } else {
      at += 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Without surrounding blanks and quotes, and with its escapes resolved. */
function unquote(text: string, syntax: PairSyntax): string {
  const trimmed = text.trim();
  if (quotedEnd(trimmed, 0, syntax) !== trimmed.length || trimmed.length < 2) return trimmed;
  const inner = trimmed.slice(1, -1);
  if (syntax.escape === "") return inner;
  let out = "";
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === syntax.escape && i + 1 < inner.length) i += 1;
    out += inner[i] ?? "";
  }
  return out;
}
