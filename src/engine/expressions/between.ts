import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { LocalQueryError } from "../errors.ts";
import { type Expression, foldConstant } from "../expression.ts";
import type { Scope } from "../scope.ts";
import { compileArithmetic } from "./arithmetic.ts";
import { compileComparison } from "./comparison.ts";
import { compileLogic } from "./logic.ts";

/** `x between (a .. b)`: both ends included. With a datetime `x`, an end `b` that is a timespan counts from `a`. */
export function compileBetween(node: SyntaxNode, scope: Scope, kind: string): Expression {
  const { kusto } = scope.query;
  const operand = (name: string, of: SyntaxNode | undefined) => {
    const part = of === undefined ? undefined : kusto.part(of, name);
    if (part === undefined)
      throw new LocalQueryError("A between lacks one of its sides.", { nextStep: "Complete it." });
    return scope.query.scalar(part, scope);
  };
  const value = operand("Left", node);
  const range = kusto.part(node, "Right");
  const from = operand("First", range);
  const end = operand("Second", range);
  const to = end.type === "timespan" && from.type === "datetime" ? compileArithmetic("+", from, end) : end;
  const inside = compileLogic("and", compileComparison(">=", value, from), compileComparison("<=", value, to));
  return kind === "NotBetweenExpression" ? negated(inside) : inside;
}

function negated(condition: Expression): Expression {
  return foldConstant({
    type: "bool",
    constant: condition.constant,
    bind(input) {
      const test = condition.bind(input);
      return (row) => {
        const value = test(row);
        return value === null ? null : value === false;
      };
    },
  });
}
