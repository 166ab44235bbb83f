import { unsupported } from "../errors.ts";
import { evaluateColumn } from "../expression.ts";
import { groupBy } from "./grouping.ts";
import { type OperatorCompiler, compileOver, required, transform } from "./operator.ts";
import { compileSubquery, pickGroups, rowsByGroup, stacked } from "./subquery.ts";

/** `partition by key (subquery)`: runs the subquery over the rows of each key. */
export const compilePartition: OperatorCompiler = (node, input, scope) => {
  const { kusto } = scope.query;
  const key = compileOver(required(node, "ByExpression", scope), input, scope);
  const operand = required(node, "Operand", scope);
  if (kusto.kindOf(operand) !== "PartitionSubquery") {
    throw unsupported("partition with { }", "Write the subquery in round parentheses.");
  }
  const subquery = compileSubquery(required(operand, "Subquery", scope), input.columns, scope);
  return transform(input, subquery.columns, scope, (relation) => {
    const groups = groupBy([evaluateColumn(key, relation)], relation.rowCount);
    const answers = pickGroups(relation, rowsByGroup(groups.of, groups.count)).map((rows) => subquery.run(rows));
    return stacked(subquery.columns, answers);
  });
};
