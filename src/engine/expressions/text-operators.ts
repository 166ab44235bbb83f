import { type Evaluator, type Expression, constantValue, convertExpression, foldConstant } from "../expression.ts";
import type { Relation } from "../relation.ts";
import type { Query } from "../scope.ts";
import { escapeRegex } from "../values/regex.ts";
import { termTest } from "../values/terms.ts";
import { typeMismatch } from "./mismatch.ts";

/** A test of a text against a needle that is known. */
export type NeedleTest = (needle: string) => (text: string) => boolean;

/** The text operators without their `!` and `_cs` forms, by the name that the syntax tree gives them. */
export const needleTests: Readonly<Record<string, NeedleTest>> = {
  EqualTilde: (needle) => (text) => text === needle,
  Has: (needle) => termTest(needle, { start: true, end: true }),
  HasPrefix: (needle) => termTest(needle, { start: true, end: false }),
  HasSuffix: (needle) => termTest(needle, { start: false, end: true }),
  Contains: (needle) => (text) => text.includes(needle),
  StartsWith: (needle) => (text) => text.startsWith(needle),
  EndsWith: (needle) => (text) => text.endsWith(needle),
};

/** What the kind of a syntax node (`NotHasCsExpression`) says about a text operator; undefined when it is none. */
export interface TextOperator {
  readonly test: NeedleTest;
  readonly negated: boolean;
  readonly ignoreCase: boolean;
}

export function textOperator(kind: string): TextOperator | undefined {
  if (kind === "BangTildeExpression") return textOperator("NotEqualTildeExpression");
  const match = /^(Not)?([A-Za-z]+?)(Cs)?Expression$/.exec(kind);
  const test = needleTests[match?.[2] ?? ""];
  if (match === null || test === undefined) return undefined;
  return { test, negated: match[1] !== undefined, ignoreCase: match[3] === undefined };
}

/** `left has right` and its kin; both sides are taken as text. */
export function compileTextOperator(operator: TextOperator, left: Expression, right: Expression): Expression {
  const [text, needle] = [convertExpression(left, "string"), convertExpression(right, "string")];
  if (text === undefined || needle === undefined) throw typeMismatch("on text", left.type, right.type);
  return foldConstant({
    type: "bool",
    constant: text.constant && needle.constant,
    bind(input) {
      const source = textsOf(text, operator.ignoreCase, input);
      const wanted = !operator.negated;
      if (needle.constant) {
        const test = operator.test(caseOf(constantValue(needle) as string, operator.ignoreCase));
        return (row) => test(source(row)) === wanted;
      }
      const needles = textsOf(needle, operator.ignoreCase, input);
      return (row) => operator.test(needles(row))(source(row)) === wanted;
    },
  });
}

/** A string expression's texts, in lower case where case is ignored. */
export function textsOf(text: Expression, ignoreCase: boolean, input: Relation): (row: number) => string {
  const source = text.bind(input) as (row: number) => string;
  return ignoreCase ? (row) => source(row).toLowerCase() : source;
}

export function caseOf(text: string, ignoreCase: boolean): string {
  return ignoreCase ? text.toLowerCase() : text;
}

/** `left matches regex right`. @throws LocalQueryError when the pattern is not RE2 */
export function compileMatchesRegex(left: Expression, right: Expression, query: Query): Expression {
  const [text, pattern] = [convertExpression(left, "string"), convertExpression(right, "string")];
  if (text === undefined || pattern === undefined) throw typeMismatch("matches regex", left.type, right.type);
  return foldConstant({
    type: "bool",
    constant: text.constant && pattern.constant,
    bind(input): Evaluator {
      const source = text.bind(input) as (row: number) => string;
      const patterns = pattern.bind(input) as (row: number) => string;
      if (!pattern.constant) return (row) => query.regex(patterns(row)).test(source(row));
      const regex = query.regex(patterns(0));
      return (row) => regex.test(source(row));
    },
  });
}

/** The test of `search`'s and `:`'s pattern: a term, or a text with `*` as wildcard. */
export function searchTest(pattern: string, ignoreCase: boolean, query: Query): (text: string) => boolean {
  const [head, tail] = [pattern.startsWith("*"), pattern.endsWith("*")];
  const inner = pattern.slice(head ? 1 : 0, tail ? -1 : undefined);
  if (inner.includes("*")) {
    const body = inner.split("*").map(escapeRegex).join(".*");
    const regex = query.regex(
      `(?s${ignoreCase ? "i" : ""})${head ? "" : String.raw`\b`}${body}${tail ? "" : String.raw`\b`}`,
    );
    return (text) => regex.test(text);
  }
  const test = termTest(caseOf(inner, ignoreCase), { start: !head, end: !tail });
  return (text) => test(caseOf(text, ignoreCase));
}
