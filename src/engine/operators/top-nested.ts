import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { type Expression, convertExpression, constantValue, evaluateColumn } from "../expression.ts";
import { type Relation, pickRows, relationOf } from "../relation.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import { comparisonOf } from "../values/compare.ts";
import { type Value, emptyValue } from "../values/value.ts";
import { valueVector } from "../vector.ts";
import { groupBy, oneGroup } from "./grouping.ts";
import { type OperatorCompiler, countFrom, namedColumns, required, transform } from "./operator.ts";
import { rowsByGroup } from "./subquery.ts";
import { type AggregateOutputs, compileOutputs } from "./summarize.ts";

/** One `top-nested n of x with others = o by aggregate asc`. */
interface Level {
  readonly count: (() => number) | undefined;
  readonly value: Expression;
  readonly others: Expression | undefined;
  readonly aggregate: AggregateOutputs;
  readonly ascending: boolean;
}

/** `top-nested`: the top values of the first level, within each of them those of the second, and so on. */
export const compileTopNested: OperatorCompiler = (node, input, scope) => {
  const levels = scope.query.kusto.parts(node, "Clauses").map((clause) => compileLevel(clause, input, scope));
  const types = levels.flatMap((level) => [level.value.type, level.aggregate.types[0] ?? "long"]);
  const columns = namedColumns(node, types, scope);
  return transform(input, columns, scope, (relation) => {
    const rows = expand(levels, relation);
    const vectors = columns.map((column, c) =>
      valueVector(
        column.type,
        rows.map((row) => row[c] ?? emptyValue(column.type)),
      ),
    );
    return relationOf(columns, vectors, rows.length);
  });
};

function compileLevel(clause: SyntaxNode, input: TablePlan, scope: Scope): Level {
  const { kusto } = scope.query;
  const rows = rowScope(scope, input.columns);
  const count = kusto.part(clause, "Expression");
  const value = scope.query.scalar(required(clause, "OfExpression", scope), rows);
  const othersClause = kusto.part(clause, "WithOthersClause");
  const by = required(clause, "ByExpression", scope);
  const ordering = kusto.kindOf(by) === "OrderedExpression" ? kusto.part(by, "Ordering") : undefined;
  const aggregate = ordering === undefined ? by : required(by, "Expression", scope);
  const word = ordering === undefined ? undefined : kusto.token(ordering, "AscOrDescKeyword")?.Text.toLowerCase();
  const others =
    othersClause === undefined ? undefined : scope.query.scalar(required(othersClause, "Expression", scope), rows);
  return {
    count: count === undefined ? undefined : countFrom(count, scope),
    value,
    others: others === undefined ? undefined : convertExpression(others, value.type),
    aggregate: compileOutputs([aggregate], [], input, scope),
    ascending: word === "asc",
  };
}

/** The rows below one value of the level above. */
function expand([level, ...deeper]: readonly Level[], relation: Relation): readonly (readonly Value[])[] {
  if (level === undefined) return [[]];
  const keys = evaluateColumn(level.value, relation);
  const groups = groupBy([keys], relation.rowCount);
  const scores = level.aggregate.run(relation, groups)[0]?.values() ?? [];
  const order = orderOf(scores, groups.count, level);
  const most = level.count?.() ?? order.length;
  const members = rowsByGroup(groups.of, groups.count);
  const top = order.slice(0, most).flatMap((group) => {
    const head: readonly Value[] = [keys.values()[groups.first[group] ?? 0] ?? null, scores[group] ?? null];
    return expand(deeper, pickRows(relation, members[group] ?? new Int32Array(0))).map((tail) => [...head, ...tail]);
  });
  const rest = order.slice(most).flatMap((group) => [...(members[group] ?? [])]);
  return level.others === undefined
    ? top
    : [...top, othersRow(level, level.others, relation, Int32Array.from(rest).toSorted())];
}

function orderOf(scores: readonly Value[], count: number, level: Level): readonly number[] {
  const compare = comparisonOf(level.aggregate.types[0] ?? "long");
  const sign = level.ascending ? 1 : -1;
  return Array.from({ length: count }, (_, group) => group).toSorted((a, b) => {
    const [x, y] = [scores[a] ?? null, scores[b] ?? null];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return sign * compare(x, y);
  });
}

/** One row for all values that are not among the top. */
function othersRow(level: Level, label: Expression, relation: Relation, rows: Int32Array): readonly Value[] {
  const rest = pickRows(relation, rows);
  const score = level.aggregate.run(rest, oneGroup(rest.rowCount))[0]?.values()[0] ?? null;
  return [constantValue(label), score];
}
