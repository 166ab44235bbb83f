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
    [of, count] = combine({ of, count }, codes, rowCount);
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
function combine(left: Codes, right: Codes, rowCount: number): [Int32Array<ArrayBuffer>, number] {
  const of = new Int32Array(rowCount);
  const numberOf = pairNumbers(left.count * right.count, rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const number = numberOf((left.of[row] ?? 0) * right.count + (right.of[row] ?? 0), count);
    of[row] = number;
    if (number === count) count += 1;
  }
  return [of, count];
}

/** A table of this many times the rows is faster than a map, and still small. */
const tableShare = 4;

/** Gives a pair the number that it has, or else the next one. */
function pairNumbers(pairs: number, rowCount: number): (pair: number, next: number) => number {
  if (pairs > tableShare * rowCount) return mapNumbers();
  const numbers = new Int32Array(pairs);
  return (pair, next) => {
    const known = numbers[pair] ?? 0;
    if (known !== 0) return known - 1;
    numbers[pair] = next + 1;
    return next;
  };
}

function mapNumbers(): (pair: number, next: number) => number {
  const numbers = new Map<number, number>();
  return (pair, next) => {
    const known = numbers.get(pair);
    if (known !== undefined) return known;
    numbers.set(pair, next);
    return next;
  };
}
