import type { Groups } from "../aggregates/aggregate.ts";
import type { KqlType } from "../../table/table.ts";
import { type RowPick, type Vector } from "../vector.ts";
import { keyFunction } from "../values/compare.ts";
import type { Value } from "../values/value.ts";

/** Rows grouped by equal keys, groups in the order of their first row. */
export interface Grouping extends Groups {
  readonly of: Int32Array;
  readonly count: number;
  /** The first row of each group. */
  readonly first: RowPick;
}

/** All rows in one group, even when there is no row: what `summarize` without `by` works on. */
export function oneGroup(rowCount: number): Grouping {
  return { of: new Int32Array(rowCount), count: 1, first: new Int32Array(1).fill(rowCount > 0 ? 0 : -1) };
}

/** Groups rows by the values of the columns; null equals null. */
export function groupBy(keys: readonly Vector[], rowCount: number): Grouping {
  let of = new Int32Array(rowCount);
  let count = rowCount > 0 ? 1 : 0;
  for (const key of keys) {
    const codes = codesOf(key, rowCount);
    [of, count] = combine(of, codes.of, codes.count, rowCount);
  }
  const first = new Int32Array(count).fill(-1);
  for (let row = rowCount - 1; row >= 0; row--) first[of[row] ?? 0] = row;
  return { of, count, first };
}

interface Codes {
  readonly of: Int32Array;
  readonly count: number;
}

/** Each value as a small number; equal values have equal numbers. */
function codesOf(vector: Vector, rowCount: number): Codes {
  const key = keyOrUndefined(vector.type);
  const values = vector.values();
  const numbers = new Map<Value, number>();
  const of = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const value = values[row] ?? null;
    const k = key === undefined ? value : key(value);
    let number = numbers.get(k);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(k, number);
    }
    of[row] = number;
  }
  return { of, count: numbers.size };
}

function keyOrUndefined(type: KqlType): ((value: Value) => Value) | undefined {
  return type === "dynamic" || type === "decimal" ? keyFunction(type) : undefined;
}

/** Numbers for pairs of numbers, in order of appearance. */
function combine(
  left: Int32Array,
  right: Int32Array,
  rightCount: number,
  rowCount: number,
): [Int32Array<ArrayBuffer>, number] {
  const numbers = new Map<number, number>();
  const of = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const pair = (left[row] ?? 0) * rightCount + (right[row] ?? 0);
    let number = numbers.get(pair);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(pair, number);
    }
    of[row] = number;
  }
  return [of, numbers.size];
}
