import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { LocalQueryError } from "../errors.ts";
import { compileAggregateCall } from "../operators/aggregate-call.ts";
import { aggregateFunctions } from "../aggregates/index.ts";
import { type Aggregate } from "../aggregates/aggregate.ts";
import { groupBy } from "../operators/grouping.ts";
import { type Relation, pickVectors, relationOf } from "../relation.ts";
import { columnExpression, convertExpression, evaluateColumn } from "../expression.ts";
import { type Value, emptyValue } from "../values/value.ts";
import { valueVector } from "../vector.ts";
import type { PluginCall } from "./plugin.ts";

/** `pivot(column [, aggregate [, key columns…]])`: a column for every value of a column. The default aggregate counts rows. */
export function pivot(call: PluginCall) {
  const { kusto } = call.scope.query;
  const [pivotNode, ...rest] = call.args;
  const pivotPlace = placeOf(pivotNode, call);
  const aggregateNode = rest.find((node) => kusto.kindOf(node) === "FunctionCallExpression");
  const keyNodes = rest.filter((node) => node !== aggregateNode);
  const used = usedColumns(aggregateNode, call);
  const keyPlaces =
    keyNodes.length > 0
      ? keyNodes.map((node) => placeOf(node, call))
      : call.input.columns.flatMap((column, i) => (i === pivotPlace || used.has(column.name) ? [] : [i]));
  const aggregate =
    aggregateNode === undefined ? countRows(call) : compileAggregateCall(aggregateNode, [], call.input, call.scope);
  return { columns: [], run: () => spread(call.input.run(), pivotPlace, keyPlaces, aggregate) };
}

function placeOf(node: SyntaxNode | undefined, call: PluginCall): number {
  const place = call.input.columns.findIndex((column) => column.name === node?.SimpleName);
  if (place === -1) throw new LocalQueryError("pivot() takes columns of its input.", { nextStep: "Name a column." });
  return place;
}

/** The columns that the aggregate reads do not become keys. */
function usedColumns(node: SyntaxNode | undefined, call: PluginCall): ReadonlySet<string> {
  if (node === undefined) return new Set();
  return new Set([...call.scope.query.kusto.descendants(node)].flatMap((inner) => inner.SimpleName ?? []));
}

function countRows(call: PluginCall): Aggregate {
  const count = aggregateFunctions.get("count");
  if (count === undefined) throw new TypeError("There is no count().");
  return count({ name: "count", args: [], type: "long", columns: call.input.columns, query: call.scope.query });
}

function spread(relation: Relation, pivotPlace: number, keyPlaces: readonly number[], aggregate: Aggregate): Relation {
  const keys = keyPlaces.flatMap((place) => relation.vectors[place] ?? []);
  const type = relation.columns[pivotPlace]?.type ?? "string";
  const label = convertExpression(columnExpression(type, pivotPlace), "string") ?? columnExpression(type, pivotPlace);
  const labels = evaluateColumn(label, relation);
  const rows = groupBy(keys, relation.rowCount);
  const names = groupBy([labels], relation.rowCount);
  const cellOf = rows.of.map((row, i) => row * names.count + (names.of[i] ?? 0));
  const cells = aggregate.run(relation, { of: cellOf, count: rows.count * names.count })[0];
  const order = Array.from(names.first, (row, name) => ({ name, text: labels.values()[row] as string }));
  const valueType = aggregate.types[0] ?? "long";
  const columns = [
    ...keyPlaces.flatMap((place) => relation.columns[place] ?? []),
    ...order.map(({ text }) => ({ name: text, type: valueType })),
  ];
  const values = cells?.values() ?? [];
  const spreadColumns = order.map(({ name }) =>
    valueVector(
      valueType,
      Array.from({ length: rows.count }, (_, row): Value => values[row * names.count + name] ?? emptyValue(valueType)),
    ),
  );
  return relationOf(columns, [...pickVectors(keys, rows.first), ...spreadColumns], rows.count);
}
