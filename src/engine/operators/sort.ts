import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { type Expression, evaluateColumn } from "../expression.ts";
import { type Relation, pickRows } from "../relation.ts";
import type { Scope, TablePlan } from "../scope.ts";
import type { RowPick } from "../vector.ts";
import { comparisonOf } from "../values/compare.ts";
import { type OperatorCompiler, compileOver, countFrom, required, transform } from "./operator.ts";

/** One key of `sort by` and `top … by`. */
export interface SortKey {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Descending unless `asc` is said; nulls stand last when descending and first when ascending, unless said otherwise. */
export function compileSortKey(node: SyntaxNode, input: TablePlan, scope: Scope): SortKey {
  const { kusto } = scope.query;
  const ordering = kusto.part(node, "Ordering");
  if (kusto.kindOf(node) !== "OrderedExpression" || ordering === undefined) {
    return { expression: compileOver(node, input, scope), descending: true, nullsFirst: false };
  }
  const descending = kusto.token(ordering, "AscOrDescKeyword")?.Text.toLowerCase() !== "asc";
  const nulls = kusto.part(ordering, "NullsClause");
  const place = nulls === undefined ? undefined : kusto.token(nulls, "FirstOrLastKeyword")?.Text.toLowerCase();
  return {
    expression: compileOver(required(node, "Expression", scope), input, scope),
    descending,
    nullsFirst: place === undefined ? !descending : place === "first",
  };
}

/** The rows in the order of the keys; equal rows keep their order. */
export function sortedRows(keys: readonly SortKey[], relation: Relation): RowPick {
  const compare = rowComparison(keys, relation);
  return Int32Array.from({ length: relation.rowCount }, (_, row) => row).sort(compare);
}

function rowComparison(keys: readonly SortKey[], relation: Relation): (a: number, b: number) => number {
  const comparisons = keys.map((key) => {
    const values = evaluateColumn(key.expression, relation).values();
    const compare = comparisonOf(key.expression.type);
    const sign = key.descending ? -1 : 1;
    const nullPlace = key.nullsFirst ? -1 : 1;
    return (a: number, b: number) => {
      const x = values[a] ?? null;
      const y = values[b] ?? null;
      if (x === null || y === null) return x === y ? 0 : x === null ? nullPlace : -nullPlace;
      return sign * compare(x, y);
    };
  });
  return (a, b) => {
    for (const compare of comparisons) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return a - b;
  };
}

/** `sort by`, `order by`. */
export const compileSort: OperatorCompiler = (node, input, scope) => {
  const keys = scope.query.kusto.parts(node, "Expressions").map((key) => compileSortKey(key, input, scope));
  return transform(input, input.columns, scope, (relation) => pickRows(relation, sortedRows(keys, relation)));
};

/** `top n by key`. */
export const compileTop: OperatorCompiler = (node, input, scope) => {
  const count = countFrom(required(node, "Expression", scope), scope);
  const key = compileSortKey(required(node, "ByExpression", scope), input, scope);
  return transform(input, input.columns, scope, (relation) => pickRows(relation, topRows([key], relation, count())));
};

/** The first `count` rows of the order, found without sorting all rows. */
export function topRows(keys: readonly SortKey[], relation: Relation, count: number): RowPick {
  if (count === 0) return new Int32Array(0);
  if (count * 20 > relation.rowCount) return sortedRows(keys, relation).slice(0, count);
  const compare = rowComparison(keys, relation);
  // A binary heap whose root is the worst row kept so far.
  const heap: number[] = [];
  for (let row = 0; row < relation.rowCount; row++) {
    if (heap.length < count) {
      heap.push(row);
      siftUp(heap, compare);
    } else if (compare(row, heap[0] ?? 0) < 0) {
      heap[0] = row;
      siftDown(heap, compare);
    }
  }
  return Int32Array.from(heap.toSorted(compare));
}

function siftUp(heap: number[], compare: (a: number, b: number) => number): void {
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (compare(heap[at] ?? 0, heap[parent] ?? 0) <= 0) return;
    [heap[at], heap[parent]] = [heap[parent] ?? 0, heap[at] ?? 0];
    at = parent;
  }
}

function siftDown(heap: number[], compare: (a: number, b: number) => number): void {
  let at = 0;
  for (;;) {
    let worst = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && compare(heap[child] ?? 0, heap[worst] ?? 0) > 0) worst = child;
    }
    if (worst === at) return;
    [heap[at], heap[worst]] = [heap[worst] ?? 0, heap[at] ?? 0];
    at = worst;
  }
}
