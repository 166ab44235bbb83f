import type { KqlType } from "../../table/table.ts";
import { formatDatetime, parseDatetime } from "./datetime-text.ts";
import { Decimal, parseDecimal } from "./decimal.ts";
import { parseGuid } from "./guid.ts";
import { parseJson, printJson, typedText } from "./json.ts";
import { type Long, longOf, parseLong, truncateToLong } from "./long.ts";
import { formatReal, parseReal } from "./real-text.ts";
import { fromDotNetTicks, toDotNetTicks } from "./ticks.ts";
import { formatTimespan, parseTimespan } from "./timespan-text.ts";
import { type Dynamic, Typed, type Value, isArray, isBag, toDynamic, typeOfDynamic } from "./value.ts";

/** Turns a value of one type into another; a conversion that fails gives null (`""` for string). The argument is never null. */
export type Converter = (value: Value) => Value;

type Conversions = Readonly<Partial<Record<KqlType, Converter>>>;

const toText: Conversions = {
  string: (value) => value,
  guid: (value) => value,
  bool: String,
  int: String,
  long: String,
  real: (value) => formatReal(value as number),
  decimal: String,
  datetime: (value) => formatDatetime(value as Long),
  timespan: (value) => formatTimespan(value as Long),
};

const toLong: Conversions = {
  string: (value) => parseLong(value as string),
  bool: Number,
  int: (value) => value,
  long: (value) => value,
  real: (value) => truncateToLong(value as number),
  decimal: (value) => longOf(BigInt((value as Decimal).trunc().toFixed())),
  datetime: (value) => toDotNetTicks(value as Long),
  timespan: (value) => value,
};

const toReal: Conversions = {
  string: (value) => parseReal(value as string),
  bool: Number,
  int: (value) => value,
  long: Number,
  real: (value) => value,
  decimal: Number,
  datetime: (value) => Number(toDotNetTicks(value as Long)),
  timespan: Number,
};

const toDecimal: Conversions = {
  string: (value) => parseDecimal(value as string),
  bool: (value) => new Decimal(Number(value)),
  int: (value) => new Decimal(value as number),
  long: (value) => new Decimal((value as Long).toString()),
  real: (value) => (Number.isFinite(value) ? new Decimal(value as number) : null),
  decimal: (value) => value,
};

const toBool: Conversions = {
  string: (value) => textToBool(value as string),
  bool: (value) => value,
  int: Boolean,
  long: Boolean,
  real: Boolean,
  decimal: (value) => !(value as Decimal).isZero(),
};

const toDatetime: Conversions = {
  string: (value) => parseDatetime(value as string),
  int: (value) => fromDotNetTicks(value as Long),
  long: (value) => fromDotNetTicks(value as Long),
  datetime: (value) => value,
};

const toTimespan: Conversions = {
  string: (value) => parseTimespan(value as string),
  int: (value) => value,
  long: (value) => value,
  real: (value) => truncateToLong(value as number),
  timespan: (value) => value,
};

const conversions: Readonly<Record<Exclude<KqlType, "dynamic">, Conversions>> = {
  string: toText,
  long: toLong,
  int: Object.fromEntries(Object.entries(toLong).map(([from, convert]) => [from, toInt32(convert)])),
  real: toReal,
  decimal: toDecimal,
  bool: toBool,
  datetime: toDatetime,
  timespan: toTimespan,
  guid: { string: (value) => parseGuid(value as string), guid: (value) => value },
};

function toInt32(convert: Converter): Converter {
  return (value) => {
    const long = convert(value);
    return typeof long === "number" && long === (long | 0) ? long : null;
  };
}

function textToBool(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  const number = parseLong(word);
  return number === null ? null : number !== 0;
}

/** The conversion from one type to another; undefined where Kusto has none. Text becomes a dynamic string: it is not parsed. */
export function converter(from: KqlType, to: KqlType): Converter | undefined {
  if (from === to) return (value) => value;
  if (to === "dynamic") return (value) => toDynamic(value, from);
  if (from === "dynamic") return to === "string" ? (value) => dynamicText(value as Dynamic) : dynamicTo(to);
  return conversions[to][from];
}

/** `parse_json`: JSON text as its value, other text as a dynamic string, the empty text as null. */
export function parseDynamic(text: string): Dynamic {
  if (text === "") return null;
  const parsed = parseJson(text);
  return parsed === undefined ? text : parsed;
}

/** A dynamic value as text: strings and typed scalars without quotes, arrays and bags as JSON, null as nothing. */
export function dynamicText(value: Dynamic): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (value instanceof Typed) return typedText(value);
  return isArray(value) || isBag(value) ? printJson(value) : String(value);
}

function dynamicTo(to: Exclude<KqlType, "dynamic">): Converter {
  const table = conversions[to];
  return (value) => {
    const type = typeOfDynamic(value as Dynamic);
    if (type === "null" || type === "array" || type === "dictionary") return null;
    const convert = table[type];
    return convert === undefined ? null : convert(value instanceof Typed ? value.value : value);
  };
}
