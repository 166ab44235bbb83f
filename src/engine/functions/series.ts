import { type Dynamic, Typed, type Value, isArray } from "../values/value.ts";
import { type FunctionTable, type ScalarFunction, checkArity, lift, strict } from "./scalar-function.ts";

/** The number that an element is; null when it is none. */
export function numberAt(item: Dynamic | undefined): number | null {
  if (item === null || item === undefined) return null;
  if (item instanceof Typed) return item.type === "real" ? Number(item.value) : null;
  return typeof item === "number" || typeof item === "bigint" ? Number(item) : null;
}

/** A real as an element of an array, so that it stays one. */
export function realItem(value: number | null): Dynamic {
  return value !== null && Number.isInteger(value) ? new Typed("real", value) : value;
}

const each = (apply: (x: number) => number | boolean, whole = false): ScalarFunction =>
  strict(["dynamic"], "dynamic", (series) => {
    if (!isArray(series)) return null;
    return series.map((item) => {
      const x = numberAt(item);
      if (x === null) return null;
      const y = apply(x);
      return typeof y === "boolean" ? y : whole && Number.isInteger(item) ? y : realItem(y);
    });
  });

/** Element by element; a number stands for every element. Whole numbers stay whole where `whole` says so. */
const pairwise =
  (apply: (x: number, y: number) => number | boolean, whole = true): ScalarFunction =>
  (call) => {
    checkArity(call, 2, 2);
    return lift("dynamic", call.args, (a, b) => {
      const [x, y] = [a ?? null, b ?? null];
      const length = Math.max(isArray(x) ? x.length : 0, isArray(y) ? y.length : 0);
      return Array.from({ length }, (_, i) => combine(elementAt(x, i), elementAt(y, i), apply, whole));
    });
  };

function elementAt(value: Value, index: number): Dynamic {
  if (isArray(value)) return value[index] ?? null;
  return value as Dynamic;
}

function combine(a: Dynamic, b: Dynamic, apply: (x: number, y: number) => number | boolean, whole: boolean): Dynamic {
  const [x, y] = [numberAt(a), numberAt(b)];
  if (x === null || y === null) return null;
  const z = apply(x, y);
  if (typeof z === "boolean") return z;
  return whole && Number.isInteger(a) && Number.isInteger(b) ? z : realItem(z);
}

/** Numbers of a series; null when an element is none. */
export function numbersOf(series: Dynamic): readonly number[] | null {
  if (!isArray(series)) return null;
  const numbers = series.map(numberAt);
  return numbers.every((n) => n !== null) ? numbers : null;
}

const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);

/** A number stands for as many elements as the other series has. */
const ofTwo = (compute: (x: readonly number[], y: readonly number[]) => number): ScalarFunction =>
  strict(["dynamic", "dynamic"], "real", (a, b) => {
    const [x, y] = [numbersOf(asSeries(a, b)), numbersOf(asSeries(b, a))];
    return x === null || y === null || x.length !== y.length ? null : compute(x, y);
  });

function asSeries(value: Dynamic, other: Dynamic): Dynamic {
  return isArray(value) || !isArray(other) ? value : other.map(() => value);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function pearson(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const [dx, dy] = [x.map((value) => value - mx), y.map((value) => value - my)];
  return dot(dx, dy) / Math.sqrt(dot(dx, dx) * dot(dy, dy));
}

const ofOne = (compute: (x: readonly number[]) => number): ScalarFunction =>
  strict(["dynamic"], "real", (series) => {
    const numbers = numbersOf(series);
    return numbers === null ? null : compute(numbers);
  });

/** Arithmetic over arrays of numbers. */
export const seriesFunctions: FunctionTable = {
  series_abs: each(Math.abs, true),
  series_sign: each((x) => Math.sign(x) + 0, true),
  series_ceiling: each((x) => Math.ceil(x) + 0),
  series_floor: each(Math.floor),
  series_exp: each(Math.exp),
  series_log: each(Math.log),
  series_sin: each(Math.sin),
  series_cos: each(Math.cos),
  series_tan: each(Math.tan),
  series_asin: each(Math.asin),
  series_acos: each(Math.acos),
  series_atan: each(Math.atan),
  series_add: pairwise((x, y) => x + y),
  series_subtract: pairwise((x, y) => x - y),
  series_multiply: pairwise((x, y) => x * y),
  series_divide: pairwise((x, y) => x / y, false),
  series_pow: pairwise((x, y) => x ** y, false),
  series_greater: pairwise((x, y) => x > y),
  series_greater_equals: pairwise((x, y) => x >= y),
  series_less: pairwise((x, y) => x < y),
  series_less_equals: pairwise((x, y) => x <= y),
  series_equals: pairwise((x, y) => x === y),
  series_not_equals: pairwise((x, y) => x !== y),
  series_dot_product: ofTwo(dot),
  series_pearson_correlation: ofTwo(pearson),
  series_cosine_similarity: ofTwo((x, y) => dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))),
  series_sum: ofOne((x) => x.reduce((sum, value) => sum + value, 0)),
  series_product: ofOne((x) => x.reduce((product, value) => product * value, 1)),
  series_magnitude: ofOne((x) => Math.sqrt(dot(x, x))),
};
