import type { KqlType } from "../../table/table.ts";
import type { Decimal } from "./decimal.ts";
import { printJson } from "./json.ts";
import { type Dynamic, Typed, type Value, isArray, typeOfDynamic } from "./value.ts";

/** Negative, zero or positive; never called with null. NaN sorts below every number. */
export type Comparison = (a: Value, b: Value) => number;

/** The order of a type's values. Strings are compared by code unit, so upper case comes before lower case. */
export function comparisonOf(type: KqlType): Comparison {
  if (type === "decimal") return (a, b) => (a as Decimal).comparedTo(b as Decimal);
  if (type === "dynamic") return (a, b) => compareDynamic(a as Dynamic, b as Dynamic);
  return type === "real" ? compareReal : compareOrdered;
}

function compareOrdered(a: Value, b: Value): number {
  if (a === b) return 0;
  return (a as string) < (b as string) ? -1 : 1;
}

function compareReal(a: Value, b: Value): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  if (Number.isNaN(b)) return 1;
  return (a as number) - (b as number);
}

/** Ranks of dynamic values of different kinds, as `array_sort_asc` orders them: numbers and times, texts, guids, the rest. */
const ranks: Readonly<Record<ReturnType<typeof typeOfDynamic>, number>> = {
  null: 9,
  bool: 7,
  int: 2,
  long: 2,
  real: 2,
  decimal: 2,
  datetime: 3,
  timespan: 4,
  string: 5,
  guid: 6,
  array: 7,
  dictionary: 8,
  dynamic: 9,
};

function compareDynamic(a: Dynamic, b: Dynamic): number {
  const rank = ranks[typeOfDynamic(a)];
  const difference = rank - ranks[typeOfDynamic(b)];
  if (difference !== 0) return difference;
  if (rank === 2) return compareReal(numberOf(a), numberOf(b));
  return rank >= 7 ? compareOrdered(printJson(a), printJson(b)) : compareOrdered(plain(a), plain(b));
}

function numberOf(value: Dynamic): number {
  return Number(value instanceof Typed ? value.value : value);
}

function plain(value: Dynamic): Value {
  return value instanceof Typed ? value.value : value;
}

/** A primitive that is equal for equal values and different for different ones: for Map keys, `in`, `distinct` and joins. */
export function keyFunction(type: KqlType): (value: Value) => Value {
  if (type === "decimal") return (value) => (value === null ? null : (value as Decimal).toString());
  if (type === "dynamic") return (value) => (value === null ? null : dynamicKey(value as Dynamic));
  return (value) => value;
}

/** The key of a dynamic value; scalars keep their own form, so that `1` and `"1"` differ. */
export function dynamicKey(value: Dynamic): Value {
  if (value instanceof Typed) return value.type === "real" ? value.value : `\u0000${printJson(value)}`;
  return isArray(value) || (typeof value === "object" && value !== null) ? `\u0000${printJson(value)}` : value;
}
