/** A piece of a query as a person sees it: white space and comments are left out. */
export interface Lexeme {
  /** `bad` is what no reading of KQL allows: an unterminated string, a stray character. */
  readonly kind: "name" | "string" | "number" | "symbol" | "bad";
  readonly text: string;
  /** UTF-16 offset of the first character. */
  readonly start: number;
}

const SHAPES: readonly (readonly [Lexeme["kind"] | "skip", RegExp])[] = [
  ["skip", /\s+|\/\/[^\r\n]*/y],
  ["string", /[hH]?(?:```[^]*?```|~~~[^]*?~~~)/y],
  ["string", /[hH]?@(?:"(?:[^"\r\n]|"")*"|'(?:[^'\r\n]|'')*')/y],
  ["string", /[hH]?(?:"(?:[^"\\\r\n]|\\[^\r\n])*"|'(?:[^'\\\r\n]|\\[^\r\n])*')/y],
  ["name", /[\p{L}_$][\p{L}\p{N}_]*/uy],
  ["number", /\d[\p{L}\d_]*/uy],
  ["symbol", /[-()[\]{}|;,.:=<>!~+*/%?@#&^]/y],
  ["bad", /[^]/uy],
];

/**
 * Splits a query without parsing it, in linear time, for whoever must not or cannot load the parser: limits, and texts that do not parse.
 * The contents of `datetime(…)` and its kin come as ordinary lexemes.
 */
export function* lex(text: string): Generator<Lexeme, void> {
  for (let start = 0; start < text.length;) {
    const lexeme = lexemeAt(text, start);
    if (lexeme.kind !== "skip") yield { kind: lexeme.kind, text: lexeme.text, start };
    start += lexeme.text.length;
  }
}

function lexemeAt(text: string, start: number): { kind: Lexeme["kind"] | "skip"; text: string } {
  for (const [kind, shape] of SHAPES) {
    shape.lastIndex = start;
    const found = shape.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found };
  }
  return { kind: "bad", text: text.charAt(start) };
}

/** What a string lexeme stands for, for comparison with names: without quotes and prefix, escapes left as they are. */
export function unquote(lexeme: string): string {
  return lexeme.replace(/^[hH]?@?(?:```|~~~|["'])/, "").replace(/(?:```|~~~|["'])$/, "");
}
