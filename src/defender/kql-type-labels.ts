import type { Cell, KqlType } from "../table/table.ts";

// The services label columns with .NET type names; KQL's own names occur too. Sources: captured Graph and MDE replies, Kusto's list of
// scalar data types and their .NET equivalents (SByte is how Kusto carries bool).
const types: Readonly<Record<string, KqlType>> = {
  string: "string",
  datetime: "datetime",
  date: "datetime",
  datetimeoffset: "datetime",
  int64: "long",
  uint64: "long",
  long: "long",
  int32: "int",
  uint32: "int",
  int16: "int",
  byte: "int",
  int: "int",
  double: "real",
  single: "real",
  real: "real",
  boolean: "bool",
  bool: "bool",
  sbyte: "bool",
  guid: "guid",
  uuid: "guid",
  timespan: "timespan",
  time: "timespan",
  duration: "timespan",
  decimal: "decimal",
  sqldecimal: "decimal",
  object: "dynamic",
  dynamic: "dynamic",
};

/** The KQL type that a label of the service's schema stands for; undefined for a label that is not known. */
export function kqlTypeOf(label: string): KqlType | undefined {
  return types[label.toLowerCase().replace(/^.*\./, "")];
}

/** The KQL type of a column that no schema describes, told from the types of its JSON values. */
export function inferType(kinds: ReadonlySet<KqlType>): KqlType {
  const [kind] = kinds;
  if (kinds.size < 2) return kind ?? "string";
  return [...kinds].every((each) => each === "long" || each === "real") ? "real" : "dynamic";
}

/**
 * Puts the values into the form that a table holds for the type, in place: `long` text as number or bigint, 0/1 of `bool` as boolean,
 * numbers that arrive as text in `real` as numbers, anything in `string` as text. Values that do not fit the type stay as they are.
 * @param kinds KQL types of the JSON values that occur; columns that need no change are not walked.
 */
export function conform(values: Cell[], type: KqlType, kinds: ReadonlySet<KqlType>): void {
  const conversion = conversions[type];
  if (conversion === undefined || !conversion.from.some((kind) => kinds.has(kind))) return;
  for (let index = 0; index < values.length; index += 1) values[index] = conversion.convert(values[index] ?? null);
}

interface Conversion {
  readonly from: readonly KqlType[];
  convert(value: Cell): Cell;
}

const conversions: Readonly<Partial<Record<KqlType, Conversion>>> = {
  long: { from: ["string"], convert: toInteger },
  int: { from: ["string"], convert: toInteger },
  real: { from: ["string"], convert: toReal },
  bool: { from: ["long", "string"], convert: toBool },
  string: { from: ["long", "real", "bool"], convert: toText },
};

const REAL = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity)$/;

function toInteger(value: Cell): Cell {
  if (typeof value !== "string" || !/^-?\d+$/.test(value)) return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}

function toReal(value: Cell): Cell {
  return typeof value === "string" && REAL.test(value) ? Number(value) : value;
}

function toText(value: Cell): Cell {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function toBool(value: Cell): Cell {
  if (value === 0 || value === 1) return value === 1;
  if (typeof value !== "string") return value;
  return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : value;
}
