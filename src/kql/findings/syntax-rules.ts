import { nearestNames } from "../../schema/nearest-names.ts";
import type { Lexeme } from "../lexer.ts";
import { infixOperators, translations, queryOpeners, tabularOperators } from "../keywords.ts";
import type { Gap, Wording } from "./syntax-findings.ts";

type Rule = (gap: Gap) => Wording | undefined;

/** Nearest operators; translations of foreign words count as operators too. */
function nearestOperators(word: string, operators: readonly string[]): readonly string[] {
  const translated = translations[word.toLowerCase()] ?? [];
  return translated.length > 0 ? translated : nearestNames(word, operators);
}

/** A piece of the query for a sentence: its first line, in backticks unless it has some itself. */
function shown({ text }: Pick<Lexeme, "text">): string {
  const line = /^[^\r\n]{0,40}/.exec(text)?.[0] ?? "";
  const short = line === text ? text : `${line}…`;
  return short.includes("`") ? short : `\`${short}\``;
}

const isTabular = (lexeme: Lexeme | undefined) => lexeme !== undefined && tabularOperators.includes(lexeme.text);
const isExpected = ({ raw }: Gap, what = "") => raw.Message.startsWith(`Expected: ${what}`);

const foreignQuotes: Rule = ({ lexemes }) => {
  const quote = lexemes.find(({ text }) => /^[‘’“”`]$/.test(text));
  return quote && { message: `${shown(quote)} does not quote in KQL. Use " or '.`, piece: quote };
};

const unclosedString: Rule = ({ text, lexemes }) => {
  const quote = lexemes.find(({ kind, text: piece }) => kind === "bad" && /^["']$/.test(piece));
  if (quote === undefined) return undefined;
  const line = /[^\r\n]*/y;
  line.lastIndex = quote.start;
  const rest = line.exec(text)?.[0] ?? "";
  const escapes =
    text.slice(text.lastIndexOf("\n", quote.start) + 1, quote.start).includes("\\") || rest.includes("\\");
  const why = escapes ? ' A backslash escapes what follows it: double it, or write @"…".' : "";
  return { message: `This string is not closed on its line.${why}`, piece: { start: quote.start, text: rest } };
};

const notCall: Rule = ({ before }) =>
  before?.text === "not" ? { message: "`not` is a function: write `not(…)`.", piece: before } : undefined;

const logicalSymbol: Rule = ({ after }) => {
  const message = logicalSymbols[after?.text ?? ""];
  return message === undefined ? undefined : { message };
};

const logicalSymbols: Readonly<Record<string, string>> = {
  "&": "`&` is not KQL. Write `and`.",
  "!": "`!` does not negate an expression. Write `not(…)`.",
};

const doubleBar: Rule = ({ before, after, raw }) =>
  raw.Code === "KS176" && before?.text === "|" && after?.text === "|" && after.start === before.start + 1
    ? { message: "`||` is not KQL. Write `or`." }
    : undefined;

const assignment: Rule = ({ after }) =>
  after?.text === "=" ? { message: "`=` names a column. Compare with `==`, or `=~` to ignore case." } : undefined;

const bracketless: Rule = (gap) => {
  const word = gap.before?.text ?? "";
  if (!isExpected(gap, "(") || !/^(?:in|has_any|has_all|between|~)$/.test(word)) return undefined;
  return word === "between"
    ? { message: "`between` takes a range in parentheses: `between (1 .. 5)`." }
    : { message: `\`${word === "~" ? "in~" : word}\` takes its values in parentheses: \`("a", "b")\`.` };
};

const countCall: Rule = ({ before, after, raw }) =>
  raw.Code === "KS176" && before?.text === "|" && after?.text === "count"
    ? { message: "`| count` takes no parentheses. Write `| count` or `| summarize count()`." }
    : undefined;

const misspeltOperator: Rule = ({ text, before, after, raw }) => {
  if (raw.Code !== "KS176") return undefined;
  const word = after?.kind === "name" ? (/[\w-]+/y.exec(text.slice(after.start))?.[0] ?? "") : "";
  if (after === undefined || word === "") {
    return { message: "An operator such as `where` is missing after this `|`.", ...(before && { piece: before }) };
  }
  const suggestions = nearestOperators(word, tabularOperators);
  const meant = suggestions[0] === undefined ? "" : ` Did you mean \`${suggestions[0]}\`?`;
  const piece = { start: after.start, text: word };
  return { message: `${shown(piece)} is no tabular operator.${meant}`, piece, suggestions };
};

const negatedInfix: Rule = ({ after, lexemes, at }) => {
  const next = lexemes[at + 1]?.text ?? "";
  if (after?.text !== "not" || !infixOperators.includes(next)) return undefined;
  return { message: `\`not ${next}\` is not KQL. Write \`!${next}\`.`, suggestions: [`!${next}`] };
};

const misspeltInfix: Rule = ({ text, before, after, lexemes, at }) => {
  if (before === undefined || after?.kind !== "name" || !endsOperand(before) || lexemes.length === at + 1)
    return undefined;
  if (isTabular(after) || /[\r\n]/.test(text.slice(before.start, after.start))) return undefined;
  const suggestions = nearestOperators(after.text, infixOperators);
  const message = `\`${after.text}\` is no operator. Did you mean \`${suggestions[0]}\`?`;
  return suggestions.length > 0 ? { message, suggestions } : undefined;
};

const endsOperand = ({ kind, text }: Lexeme) => kind === "name" || kind === "number" || text === ")" || text === "]";

const secondQuery: Rule = ({ text, before, after }) => {
  if (before === undefined || after?.kind !== "name" || before.text === "|") return undefined;
  const isOpener = queryOpeners.includes(after.text) || !isTabular(after);
  if (!isOpener || !/\n[ \t]*\r?\n/.test(text.slice(before.start + before.text.length, after.start))) return undefined;
  return {
    code: "several_queries",
    message: `A second query seems to start at ${shown(after)}. Send one query at a time; \`let\` statements end with \`;\`.`,
  };
};

const missingPipe: Rule = (gap) =>
  gap.after && isTabular(gap.after) && (isExpected(gap) || gap.raw.Code === "KS174")
    ? { message: `A \`|\` is missing before ${shown(gap.after)}.` }
    : undefined;

const missingSemicolon: Rule = (gap) => {
  const { lexemes, at, before, after } = gap;
  if (!isExpected(gap, ";") || before === undefined) return undefined;
  const start = lexemes.slice(0, at).findLastIndex(({ text }) => text === ";") + 1;
  const isLet = lexemes[start]?.text === "let" || after?.text === "let";
  return isLet ? { message: "A `;` is missing at the end of this `let` statement.", piece: before } : undefined;
};

const semicolonBeforePipe: Rule = ({ before, after }) =>
  before?.text === ";" && after?.text === "|"
    ? { message: "The `;` before this `|` ends the query. Remove the `;`.", piece: before }
    : undefined;

const missingExpression: Rule = ({ before, after, raw }) => {
  if (raw.Code !== "KS006" || before === undefined) return undefined;
  const what = raw.Message.replace(/^Missing (\w+).*$/s, "$1");
  const missing = missingPieces[what] ?? `something (${what})`;
  const sentence = after === undefined ? `The query ends too early: ${missing}` : capitalized(missing);
  return { message: `${sentence} is missing after ${shown(before)}.`, piece: before };
};

const missingPieces: Readonly<Record<string, string>> = {
  expression: "an expression",
  json: "a JSON value",
  name: "a name",
};

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const unmatchedBracket: Rule = ({ after }) =>
  after && /^[)\]}]$/.test(after.text) ? { message: `This ${shown(after)} closes nothing.` } : undefined;

const strayWord: Rule = (gap) =>
  gap.after !== undefined && isExpected(gap, ";")
    ? { message: `${shown(gap.after)} does not belong here: an operator, a \`|\` or a \`;\` is missing before it.` }
    : undefined;

const unexpected: Rule = ({ after, raw }) => {
  const expected = /^Expected(?: one of)?: (.+)$/.exec(raw.Message)?.[1]?.split(", ").slice(0, 8).join(", ");
  if (expected !== undefined) {
    return after === undefined
      ? { message: `The query ends too early: \`${expected}\` is missing.` }
      : { message: `\`${expected}\` is expected before ${shown(after)}.` };
  }
  return after && ["KS002", "KS198"].includes(raw.Code) ? { message: `${shown(after)} does not fit here.` } : undefined;
};

/** A quote that is wrong makes whatever follows it look wrong: these come first. */
export const quotingRules: readonly Rule[] = [foreignQuotes, unclosedString];

/** Rules that recognise a mistake by its surroundings, the surest first. */
export const syntaxRules: readonly Rule[] = [
  logicalSymbol,
  doubleBar,
  assignment,
  bracketless,
  countCall,
  misspeltOperator,
  secondQuery,
  negatedInfix,
  notCall,
  misspeltInfix,
  missingPipe,
  missingSemicolon,
  semicolonBeforePipe,
  missingExpression,
  unmatchedBracket,
  strayWord,
  unexpected,
];
