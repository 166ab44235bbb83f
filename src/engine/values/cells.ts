import { type Cell, type JsonValue, type KqlType, readDynamic } from "../../table/table.ts";
import { type Converter, converter } from "./convert.ts";
import { parseJson, printJson } from "./json.ts";
import { longOf } from "./long.ts";
import { formatReal } from "./real-text.ts";
import { type Dynamic, Typed, type Value, emptyValue, isArray, isBag } from "./value.ts";

/** Reads a table's cells of a type. Cells that do not fit the type become its empty value. */
export function cellDecoder(type: KqlType): (cell: Cell) => Value {
  if (type === "dynamic") return decodeDynamic;
  const empty = emptyValue(type);
  const fromText: Converter = converter("string", type) ?? (() => empty);
  return (cell) => {
    if (cell === null) return empty;
    if (typeof cell === "string") return fromText(cell);
    return decodePlain(cell, type, empty);
  };
}

function decodePlain(cell: Exclude<Cell, null | string>, type: KqlType, empty: Value): Value {
  if (typeof cell === "object") return type === "string" ? JSON.stringify(cell) : empty;
  const from = typeOfCell(cell);
  const value = typeof cell === "bigint" ? longOf(cell) : cell;
  return converter(from, type)?.(value) ?? empty;
}

function typeOfCell(cell: boolean | number | bigint): KqlType {
  if (typeof cell === "boolean") return "bool";
  return typeof cell === "bigint" || Number.isInteger(cell) ? "long" : "real";
}

function decodeDynamic(cell: Cell): Dynamic {
  if (typeof cell === "bigint") return longOf(cell);
  if (typeof cell !== "string") return cell;
  const isJson = readDynamic(cell) !== cell;
  return isJson ? (parseJson(cell) ?? cell) : cell;
}

/** Writes values of a type as a table's cells: datetimes, timespans and decimals as text, dynamics as JSON values. */
export function cellEncoder(type: KqlType): (value: Value) => Cell {
  if (type === "dynamic") return (value) => encodeDynamic(value as Dynamic);
  if (type === "real")
    return (value) => (typeof value === "number" && !Number.isFinite(value) ? formatReal(value) : (value as Cell));
  if (type !== "datetime" && type !== "timespan" && type !== "decimal") return (value) => value as Cell;
  const toText = converter(type, "string");
  return (value) => (value === null || toText === undefined ? null : (toText(value) as string));
}

/** Plain JSON where it is exact; JSON text where a JSON value would lose something (longs beyond 2^53 inside). */
function encodeDynamic(value: Dynamic): Cell {
  return holdsBigint(value) ? printJson(value) : plainJson(value);
}

function holdsBigint(value: Dynamic): boolean {
  if (typeof value === "bigint") return true;
  if (isArray(value)) return value.some(holdsBigint);
  return isBag(value) && Object.values(value).some(holdsBigint);
}

function plainJson(value: Dynamic): JsonValue {
  if (value instanceof Typed) return plainTyped(value);
  if (isArray(value)) return value.map(plainJson);
  if (isBag(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainJson(item)]));
  if (typeof value === "number" && !Number.isFinite(value)) return formatReal(value);
  return typeof value === "bigint" ? String(value) : value;
}

function plainTyped(typed: Typed): JsonValue {
  const json: unknown = JSON.parse(printJson(typed));
  return typeof json === "number" || typeof json === "string" ? json : null;
}
