import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { KqlType } from "../../table/table.ts";
import { BudgetError, LocalQueryError } from "../errors.ts";
import { type Expression, constantValue, convertExpression } from "../expression.ts";
import { relationOf } from "../relation.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import { type Long, addLong } from "../values/long.ts";
import type { Value } from "../values/value.ts";
import { valueVector } from "../vector.ts";
import { boundColumns, required } from "./operator.ts";

/** `range x from a to b step c`. */
export function compileRange(node: SyntaxNode, scope: Scope): TablePlan {
  const columns = boundColumns(node, scope);
  const type = columns[0]?.type ?? "long";
  const stepType: KqlType = type === "datetime" ? "timespan" : type;
  const part = (name: string, as: KqlType): Expression => {
    const expression = scope.query.scalar(required(node, name, scope), rowScope(scope, []));
    return convertExpression(expression, as) ?? expression;
  };
  const [from, to, step] = [part("From", type), part("To", type), part("Step", stepType)];
  return {
    columns,
    run() {
      const values = series(
        constantValue(from),
        constantValue(to),
        constantValue(step),
        type,
        scope.query.budget.limits.maxRows,
      );
      scope.query.budget.rows(values.length, columns.length);
      return relationOf(columns, [valueVector(type, values)], values.length);
    },
  };
}

/**
 * The values from `from` on that do not pass `to`.
 * @throws BudgetError when they are more than `most`, LocalQueryError when the step leads nowhere
 */
export function series(from: Value, to: Value, step: Value, type: KqlType, most: number): readonly Value[] {
  if (from === null || to === null || step === null) return [];
  if (step === 0)
    throw new LocalQueryError("The step of a range must not be zero.", { nextStep: "Write another step." });
  const values: Value[] = [];
  const up = (step as Long) > 0;
  for (let value = from as Long; up ? value <= (to as Long) : value >= (to as Long);) {
    if (values.length >= most) {
      throw new BudgetError(`A range would give more than ${String(most)} rows.`, { nextStep: "Take a larger step." });
    }
    values.push(value);
    value = type === "real" ? (from as number) + values.length * (step as number) : addLong(value, step as Long);
  }
  return values;
}
