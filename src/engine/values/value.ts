import type { KqlType } from "../../table/table.ts";
import type { Decimal } from "./decimal.ts";
import type { Long } from "./long.ts";

/**
 * A scalar inside a dynamic value whose type its JavaScript form would not tell: a real without a fraction, a datetime, a timespan, a guid,
 * a decimal. All other dynamic values are plain: null, boolean, integer ({@link Long}), a number with a fraction (real), string, array, bag.
 */
export class Typed {
  readonly type: "real" | "datetime" | "timespan" | "guid" | "decimal";
  readonly value: number | bigint | string | Decimal;

  constructor(type: Typed["type"], value: number | bigint | string | Decimal) {
    this.type = type;
    this.value = value;
  }
}

export interface Bag {
  readonly [key: string]: Dynamic;
}

/** A value of the type dynamic. */
export type Dynamic = null | boolean | Long | string | Typed | readonly Dynamic[] | Bag;

/**
 * A value of any KQL type. The form follows from the static type: bool a boolean; int and long {@link Long}; real a number; decimal
 * {@link Decimal}; string and guid a string; datetime ticks since 2010 and timespan ticks, both {@link Long}; dynamic {@link Dynamic}.
 * Null is the null of every type but string, which has none: its empty value is `""`.
 */
export type Value = Dynamic | Decimal;

/** The JavaScript form of a KQL type's values, null aside. */
export interface ValueForms {
  readonly bool: boolean;
  readonly int: number;
  readonly long: Long;
  readonly real: number;
  readonly decimal: Decimal;
  readonly string: string;
  readonly guid: string;
  readonly datetime: Long;
  readonly timespan: Long;
  readonly dynamic: Dynamic;
}

/** What a missing value of the type is: null, or the empty string. */
export function emptyValue(type: KqlType): Value {
  return type === "string" ? "" : null;
}

export function isArray(value: Value): value is readonly Dynamic[] {
  return Array.isArray(value);
}

export function isBag(value: Value): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Typed);
}

/** Sets a key of a bag that is being built; `__proto__` is a key like any other. */
export function setKey(bag: Record<string, Dynamic>, key: string, value: Dynamic): void {
  if (key === "__proto__") {
    Object.defineProperty(bag, key, { value, enumerable: true, writable: true, configurable: true });
  } else {
    bag[key] = value;
  }
}

/** The value under a key of a bag; null when there is none. */
export function keyOf(bag: Bag, key: string): Dynamic {
  return Object.hasOwn(bag, key) ? (bag[key] ?? null) : null;
}

/** The types whose values need {@link Typed} inside a dynamic value. */
const typedInside: ReadonlySet<KqlType> = new Set(["datetime", "timespan", "guid", "decimal"]);

/** A value of a static type as part of a dynamic value. */
export function toDynamic(value: Value, type: KqlType): Dynamic {
  if (value === null) return null;
  if (type === "real" && Number.isInteger(value)) return new Typed("real", value as number);
  return typedInside.has(type) ? new Typed(type as Typed["type"], value as Typed["value"]) : (value as Dynamic);
}

/** The type of a dynamic value as `gettype` names it. */
export function typeOfDynamic(value: Dynamic): KqlType | "null" | "array" | "dictionary" {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (typeof value === "bigint") return "long";
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "real";
  if (value instanceof Typed) return value.type;
  return isArray(value) ? "array" : "dictionary";
}
