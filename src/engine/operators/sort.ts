import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { type Expression, evaluateColumn } from "../expression.ts";
import { type Relation, pickRows } from "../relation.ts";
import type { Scope, TablePlan } from "../scope.ts";
import type { RowPick } from "../vector.ts";
import { comparisonOf, keyFunction } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
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
  return Int32Array.from({ length: relation.rowCount }, (_, row) => row).toSorted(compare);
}

function rowComparison(keys: readonly SortKey[], relation: Relation): (a: number, b: number) => number {
  const ranks = keys.map((key) => ranksOf(key, relation));
  const [only] = ranks;
  if (ranks.length === 1 && only !== undefined) return (a, b) => order(only, a, b) || a - b;
  return (a, b) => {
    for (const rank of ranks) {
      const first = order(rank, a, b);
      if (first !== 0) return first;
    }
    return a - b;
  };
}

/** Two infinities, which stand for nulls, are equal; their difference would be no number. */
function order(ranks: Float64Array, a: number, b: number): number {
  const x = ranks[a] ?? 0;
  const y = ranks[b] ?? 0;
  return x === y ? 0 : x < y ? -1 : 1;
}

/** A number for each row, in the order of the key. */
function ranksOf(key: SortKey, relation: Relation): Float64Array {
  const values = evaluateColumn(key.expression, relation).values();
  return numericRanks(key, values) ?? comparedRanks(key, values);
}

/** Finite numbers are their own ranks; undefined when a value is none. */
function numericRanks(key: SortKey, values: readonly Value[]): Float64Array | undefined {
  const sign = key.descending ? -1 : 1;
  const ranks = new Float64Array(values.length);
  for (const [row, value] of values.entries()) {
    if (value === null) ranks[row] = key.nullsFirst ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    else if (typeof value === "number" && Number.isFinite(value)) ranks[row] = sign * value;
    else return undefined;
  }
  return ranks;
}

/** Ranks among the distinct values, so that each pair of them is compared once and not for all its rows. */
function comparedRanks(key: SortKey, values: readonly Value[]): Float64Array {
  const { type } = key.expression;
  const compare = comparisonOf(type);
  const keyOf = keyFunction(type);
  const distinct = new Map<Value, Value>();
  for (const value of values) if (value !== null) distinct.set(keyOf(value), value);
  const sign = key.descending ? -1 : 1;
  const sorted = [...distinct].toSorted(([, a], [, b]) => sign * compare(a, b));
  const ranks = new Map(sorted.map(([k], rank) => [k, rank]));
  const nullRank = key.nullsFirst ? -1 : sorted.length;
  return Float64Array.from(values, (value) => (value === null ? nullRank : (ranks.get(keyOf(value)) ?? nullRank)));
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
