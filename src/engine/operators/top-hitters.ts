import { sumAggregates } from "../aggregates/sums.ts";
import { evaluateColumn, literalExpression } from "../expression.ts";
import { pickRows, pickVectors, relationOf } from "../relation.ts";
import { groupBy } from "./grouping.ts";
import { type OperatorCompiler, boundColumns, compileOver, countFrom, required, transform } from "./operator.ts";
import { topRows } from "./sort.ts";
import { columnExpression } from "../expression.ts";

/** `top-hitters n of x [by y]`: exact here. */
export const compileTopHitters: OperatorCompiler = (node, input, scope) => {
  const { kusto } = scope.query;
  scope.query.warn("top-hitters is exact here; the service estimates it.");
  const count = countFrom(required(node, "Expression", scope), scope);
  const value = compileOver(required(node, "OfExpression", scope), input, scope);
  const by = kusto.part(node, "ByClause");
  const weight =
    by === undefined ? literalExpression("long", 1) : compileOver(required(by, "Expression", scope), input, scope);
  const sum = sumAggregates["sum"]?.({
    name: "sum",
    args: [weight],
    type: "long",
    columns: input.columns,
    query: scope.query,
  });
  const types = [value.type, sum?.types[0] ?? "long"] as const;
  const columns = boundColumns(node, scope).map(({ name }, i) => ({ name, type: types[i] ?? "long" }));
  return transform(input, columns, scope, (relation) => {
    const keys = evaluateColumn(value, relation);
    const groups = groupBy([keys], relation.rowCount);
    const hits = [...pickVectors([keys], groups.first), ...(sum?.run(relation, groups) ?? [])];
    const all = relationOf(columns, hits, groups.count);
    const order = { expression: columnExpression(types[1], 1), descending: true, nullsFirst: false };
    return pickRows(all, topRows([order], all, count()));
  });
};
