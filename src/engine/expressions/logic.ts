import { type Expression, convertExpression, foldConstant } from "../expression.ts";
import { typeMismatch } from "./mismatch.ts";

/** `and` / `or` over true, false and null: null is "unknown", so `null or true` is true and `null and false` is false. */
export function compileLogic(operator: "and" | "or", left: Expression, right: Expression): Expression {
  const [a, b] = [convertExpression(left, "bool"), convertExpression(right, "bool")];
  if (a === undefined || b === undefined) throw typeMismatch(operator, left.type, right.type);
  const decisive = operator === "or";
  return foldConstant({
    type: "bool",
    constant: a.constant && b.constant,
    bind(input) {
      const x = a.bind(input);
      const y = b.bind(input);
      return (row) => {
        const p = x(row);
        if (p === decisive) return p;
        const q = y(row);
        if (q === decisive) return q;
        return p === null || q === null ? null : !decisive;
      };
    },
  });
}
