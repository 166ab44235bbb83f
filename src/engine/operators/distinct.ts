import { columnExpression } from "../expression.ts";
import { pickVectors, relationOf } from "../relation.ts";
import { rowScope } from "../scope.ts";
import { groupBy } from "./grouping.ts";
import { type OperatorCompiler, namedColumns, transform } from "./operator.ts";
import { compileProjections, evaluateAll, expressionsOf } from "./projection.ts";

/** `distinct a, b` and `distinct *`: each combination once, in the order of appearance. */
export const compileDistinct: OperatorCompiler = (node, input, scope) => {
  const { kusto } = scope.query;
  const nodes = kusto.parts(node, "Expressions");
  const [first] = nodes;
  const all = first !== undefined && kusto.kindOf(first) === "StarExpression";
  const expressions = all
    ? input.columns.map((column, i) => columnExpression(column.type, i))
    : expressionsOf(compileProjections(nodes, rowScope(scope, input.columns)));
  const columns = namedColumns(
    node,
    expressions.map((expression) => expression.type),
    scope,
  );
  return transform(input, columns, scope, (relation) => {
    const vectors = evaluateAll(expressions, relation);
    const groups = groupBy(vectors, relation.rowCount);
    return relationOf(columns, pickVectors(vectors, groups.first), groups.count);
  });
};
