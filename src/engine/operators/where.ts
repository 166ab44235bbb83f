import { convertExpression } from "../expression.ts";
import { typeMismatch } from "../expressions/mismatch.ts";
import { type Relation, pickRows } from "../relation.ts";
import type { Evaluator } from "../expression.ts";
import { type OperatorCompiler, compileOver, required, transform } from "./operator.ts";

/** `where`: the rows for which the condition is true; null counts as false. */
export const compileWhere: OperatorCompiler = (node, input, scope) => {
  const compiled = compileOver(required(node, "Condition", scope), input, scope);
  const condition = convertExpression(compiled, "bool");
  if (condition === undefined) throw typeMismatch("where", compiled.type, "bool");
  return transform(input, input.columns, scope, (relation) => keepRows(relation, condition.bind(relation)));
};

/** The rows for which the test is true, in their order. */
export function keepRows(relation: Relation, test: Evaluator): Relation {
  const kept = new Int32Array(relation.rowCount);
  let count = 0;
  for (let row = 0; row < relation.rowCount; row++) {
    if (test(row) !== true) continue;
    kept[count] = row;
    count += 1;
  }
  return count === relation.rowCount ? relation : pickRows(relation, kept.slice(0, count));
}
