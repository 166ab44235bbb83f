import type { Column } from "../../table/table.ts";
import { LocalQueryError, unsupported } from "../errors.ts";
import { type Expression, columnExpression } from "../expression.ts";
import { type TextOperator, compileTextOperator } from "./text-operators.ts";

/** `* has "text"`: true where some column has it. @throws UnsupportedError for forms that deny, which can be read in two ways */
export function compileAnyColumn(
  operator: TextOperator | undefined,
  needle: Expression,
  columns: readonly Column[],
): Expression {
  if (operator === undefined || operator.negated) {
    throw unsupported("* on the left of this operator", "Use has, contains or startswith with *, or name the columns.");
  }
  if (columns.length === 0) throw new LocalQueryError("There is no column for *.", { nextStep: "Name a value." });
  const tests = columns.map(({ type }, i) => compileTextOperator(operator, columnExpression(type, i), needle));
  return {
    type: "bool",
    constant: false,
    bind(input) {
      const bound = tests.map((test) => test.bind(input));
      return (row) => bound.some((test) => test(row) === true);
    },
  };
}
