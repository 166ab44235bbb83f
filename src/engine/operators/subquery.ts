import type { Column } from "../../table/table.ts";
import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { type Relation, pickRows, relationOf } from "../relation.ts";
import { type Scope, type TablePlan, innerScope } from "../scope.ts";
import { joinedVector } from "../vector.ts";

/** A subquery that is compiled once and run for each group of rows. */
export interface Subquery {
  readonly columns: readonly Column[];
  run(rows: Relation): Relation;
}

/** Compiles the subquery of `mv-apply` and `partition` over rows with these columns. */
export function compileSubquery(node: SyntaxNode, columns: readonly Column[], scope: Scope): Subquery {
  let current: Relation = relationOf(columns, [], 0);
  const source: TablePlan = { columns, run: () => current };
  const plan = scope.query.table(node, innerScope(scope, source));
  return {
    columns: plan.columns,
    run(rows) {
      current = rows;
      return plan.run();
    },
  };
}

/** Splits rows by group, keeping their order within each. */
export function rowsByGroup(of: Int32Array, count: number): readonly Int32Array[] {
  const sizes = new Int32Array(count);
  for (const group of of) if (group >= 0) sizes[group] = (sizes[group] ?? 0) + 1;
  const rows = Array.from(sizes, (size) => new Int32Array(size));
  const next = new Int32Array(count);
  for (const [row, group] of of.entries()) {
    const list = group < 0 ? undefined : rows[group];
    if (list === undefined) continue;
    list[next[group] ?? 0] = row;
    next[group] = (next[group] ?? 0) + 1;
  }
  return rows;
}

export function pickGroups(relation: Relation, groups: readonly Int32Array[]): readonly Relation[] {
  return groups.map((rows) => pickRows(relation, rows));
}

/** Relations with the same columns, one behind the other. */
export function stacked(columns: readonly Column[], parts: readonly Relation[]): Relation {
  const vectors = columns.map((column, c) =>
    joinedVector(
      column.type,
      parts.flatMap((part) => part.vectors[c] ?? []),
    ),
  );
  return relationOf(
    columns,
    vectors,
    parts.reduce((sum, part) => sum + part.rowCount, 0),
  );
}
