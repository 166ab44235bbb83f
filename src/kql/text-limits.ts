import { guardMessages } from "./guard/policy.ts";
import { lex } from "./lexer.ts";

/** Longest query that is read, in UTF-16 units: the service's own ceiling is not documented, real hunting queries stay below 20,000. */
export const MAX_QUERY_LENGTH = 100_000;
/** Deepest nesting of brackets that is read; from about 500 on the parser itself gives up, and 20,000 take it ten seconds. */
export const MAX_BRACKET_DEPTH = 300;

/** Why a text is not handed to the parser. */
export interface TextFault {
  readonly code: "empty" | "too_long" | "too_deep" | "invalid_text" | "command";
  readonly message: string;
  readonly start: number;
}

/** The reason not to parse the text, or undefined. Linear in its length, without the parser: up to 50 ms for the longest text. */
export function findTextFault(text: string): TextFault | undefined {
  const fault = findSizeFault(text);
  if (fault !== undefined) return fault;
  // A command may stand behind directives, each a line of its own.
  const directives = /^(?:\s*#[^\r\n]*[\r\n])+/.exec(text)?.[0].length ?? 0;
  const first = lex(text.slice(directives)).next().value;
  if (first === undefined)
    return { code: "empty", message: "The query is empty. Start it with a table name.", start: 0 };
  // The parser has a second grammar for commands, which takes seconds to build and would tell nothing more.
  if (first.text === ".") return { code: "command", message: guardMessages.command(), start: directives + first.start };
  return findNestingFault(text);
}

/** The part of {@link findTextFault} that takes no time, for the thread that answers everybody. */
export function findSizeFault(text: string): TextFault | undefined {
  if (text.length > MAX_QUERY_LENGTH) {
    return {
      code: "too_long",
      message: `The query has ${text.length} characters; at most ${MAX_QUERY_LENGTH} are accepted. Shorten its lists, or join against a table instead.`,
      start: 0,
    };
  }
  const surrogate = text.search(/\p{Surrogate}/u);
  if (surrogate !== -1) {
    return {
      code: "invalid_text",
      message: "The query holds half a UTF-16 character (an unpaired surrogate), which no service accepts. Remove it.",
      start: surrogate,
    };
  }
  return undefined;
}

function findNestingFault(text: string): TextFault | undefined {
  let depth = 0;
  for (const lexeme of lex(text)) {
    if (lexeme.kind !== "symbol") continue;
    if ("([{".includes(lexeme.text)) depth++;
    else if (")]}".includes(lexeme.text)) depth--;
    if (depth > MAX_BRACKET_DEPTH) {
      const message = `Brackets are nested more than ${MAX_BRACKET_DEPTH} deep here, which is not accepted. Flatten the expression.`;
      return { code: "too_deep", message, start: lexeme.start };
    }
  }
  return undefined;
}
