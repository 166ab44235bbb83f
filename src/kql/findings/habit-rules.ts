import { infixOperators, tabularOperators } from "../keywords.ts";
import type { Lexeme } from "../lexer.ts";
import { nearestNames } from "../../schema/nearest-names.ts";
import type { Gap, Wording } from "./syntax-findings.ts";

type Rule = (gap: Gap) => Wording | undefined;

const isWord = (lexeme: Lexeme | undefined, pattern: RegExp) => lexeme !== undefined && pattern.test(lexeme.text);

/** `"C:\Users"`: a path as other languages would not write it either, the most frequent broken text. */
const badEscape: Rule = ({ after, raw, text }) => {
  if (raw.Code !== "KS001" || after?.kind !== "string" || text.charAt(raw.Start) !== "\\") return undefined;
  const sequence = text.slice(raw.Start, raw.Start + 2);
  const verbatim = after.text.length > 60 ? '@"…"' : `@${after.text}`;
  return { message: `\`${sequence}\` is no escape. Double each backslash, or write \`${verbatim}\`.` };
};

const duration: Rule = ({ before, after }) => {
  if (before?.kind !== "number" || after === undefined) return undefined;
  const [, unit] = /^(d|h|m|s)(?:ays?|ours?|rs?|in(?:ute)?s?|ec(?:ond)?s?)?$/i.exec(after.text) ?? [];
  if (unit !== undefined) return { message: `A timespan is one word: \`${before.text}${unit.toLowerCase()}\`.` };
  if (/^(?:weeks?|months?|years?)$/i.test(after.text))
    return { message: "Timespans are written in days: `7d`, `30d`." };
  return after.text === "ago" ? { message: `Write \`ago(${before.text})\`.` } : undefined;
};

/** `project-awy X` reads as `project` minus something. */
const hyphenated: Rule = ({ text, lexemes, at }) => {
  const bar = lexemes.slice(0, at).findLastIndex((lexeme) => lexeme.text === "|");
  const start = lexemes[bar + 1]?.start;
  if (bar === -1 || start === undefined) return undefined;
  const word = /[a-z]+-[\w-]+/y;
  word.lastIndex = start;
  const found = word.exec(text)?.[0] ?? "";
  const [meant] = nearestNames(found, tabularOperators);
  if (found === "" || tabularOperators.includes(found) || meant === undefined) return undefined;
  const message = `\`${found}\` is no tabular operator. Did you mean \`${meant}\`?`;
  return { message, piece: { start, text: found }, suggestions: [meant] };
};

const upperCase: Rule = ({ before, after }) => {
  const lower = after?.text.toLowerCase() ?? "";
  if (before?.kind !== "string" || after?.text === lower || !infixOperators.includes(lower)) return undefined;
  return { message: `\`${after?.text}\` is no operator. Did you mean \`${lower}\`?`, suggestions: [lower] };
};

const caseWhen: Rule = ({ before, after }) =>
  isWord(before, /^case$/i) && isWord(after, /^when$/i)
    ? {
        message: "`case` is a function: `case(condition, value, …, otherwise)`, or `iff(condition, value, otherwise)`.",
      }
    : undefined;

const TESTS = /^is(?:not)?(?:null|empty)$/;

const bareTest: Rule = ({ before, after }) =>
  before !== undefined && TESTS.test(before.text) && after?.kind === "name"
    ? { message: `\`${before.text}\` is a function: write \`${before.text}(${after.text})\`.`, piece: before }
    : undefined;

const isNull: Rule = ({ before, after, lexemes, at }) => {
  const rest = lexemes.slice(at + 1, at + 3).map(({ text }) => text.toLowerCase());
  const isNot = rest[0] === "not";
  if (!isWord(after, /^is$/i) || (isNot ? rest[1] : rest[0]) !== "null") return undefined;
  const [empty, none] = isNot ? ["isnotempty", "isnotnull"] : ["isempty", "isnull"];
  const subject = before?.kind === "name" ? before.text : "…";
  return {
    message: `\`is${isNot ? " not" : ""} null\` is SQL. Write \`${empty}(${subject})\` for text, \`${none}(…)\` for other types.`,
    suggestions: [empty, none],
  };
};

const swappedTilde: Rule = ({ after, lexemes, at }) =>
  after?.text === "~" && lexemes[at + 1]?.text === "=" ? { message: "`~=` is not KQL. Write `=~`." } : undefined;

const listOfValues: Rule = ({ after, lexemes, at }) => {
  if (after?.text !== ",") return undefined;
  const open = lexemes.slice(0, at).findLastIndex(({ text }) => text === "(");
  const operator = `${lexemes[open - 2]?.text ?? ""}${lexemes[open - 1]?.text ?? ""}`;
  const instead = listOperators[operator];
  if (instead === undefined) return undefined;
  return { message: `\`${operator}\` compares with one value. Write \`${instead} (…)\`.`, suggestions: [instead] };
};

const listOperators: Readonly<Record<string, string>> = { "==": "in", "=~": "in~", "!=": "!in", "!~": "!in~" };

const countBy: Rule = ({ before, after }) =>
  before?.text === "count" && after?.text === "by"
    ? { message: "`count` takes no `by`. Write `summarize count() by …`.", piece: before }
    : undefined;

const groupBy: Rule = ({ before, after, lexemes, at }) =>
  before?.text !== "|" && isWord(after, /^group$/i) && isWord(lexemes[at + 1], /^by$/i)
    ? { message: "`group by` is SQL. Write `by` alone: `summarize count() by …`.", suggestions: ["by"] }
    : undefined;

const direction: Rule = ({ before, after }) =>
  before?.text === "by" && isWord(after, /^(?:asc|desc)$/)
    ? { message: `The direction follows the column: \`by … ${after?.text}\`.` }
    : undefined;

const topWithoutOrder: Rule = ({ before, after, lexemes, at, raw }) =>
  after === undefined && lexemes[at - 2]?.text === "top" && raw.Message === "Expected: by"
    ? { message: `\`top ${before?.text}\` needs an order: \`by Timestamp\`. \`take ${before?.text}\` gives any rows.` }
    : undefined;

const bareAddress: Rule = ({ text, before, raw }) => {
  if (raw.Message !== "Missing name" || before?.text !== ".") return undefined;
  const address = /[\d.]+$/.exec(text.slice(0, before.start))?.[0] ?? "";
  const rest = /[\d.]*/y;
  rest.lastIndex = before.start;
  const whole = address + (rest.exec(text)?.[0] ?? "");
  return /^\d+\.\d+\.\d+/.test(whole) ? { message: `Put addresses and versions in quotes: "${whole}".` } : undefined;
};

/** Rules for what other languages, and habit, make people write; the surest first. */
export const habitRules: readonly Rule[] = [
  badEscape,
  duration,
  caseWhen,
  isNull,
  bareTest,
  swappedTilde,
  listOfValues,
  countBy,
  groupBy,
  direction,
  topWithoutOrder,
  bareAddress,
  upperCase,
  hyphenated,
];
