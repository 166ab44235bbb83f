import type { Cell, JsonValue, KqlType } from "../table/table.ts";

/** The cells of one column, gathered batch by batch. */
export interface GatheredColumn {
  readonly name: string;
  readonly values: Cell[];
  /** KQL types of the JSON values that occurred. */
  readonly kinds: Set<KqlType>;
  /** True when a number of the rows gathered last may have been rounded by JSON.parse. */
  inexact: boolean;
  /** Strings seen, so that equal cells share one; undefined once the column has turned out to repeat little. */
  seen: Map<string, string> | undefined;
  /** A name that every object inherits needs the slower test for an own property. */
  readonly inherited: boolean;
}

/** Strings up to this length are shared by V8's JSON.parse itself (kMaxInternalizedStringValueLength). */
const ALREADY_SHARED = 10;
/** Different strings of a column that are shared at most. */
const MAX_SHARED = 65_536;
/** Strings after which a column that repeats little is left alone. */
const TRIAL = 1024;

/** A column that first shows up after `rowCount` rows. */
export function createGatheredColumn(name: string, rowCount: number): GatheredColumn {
  return {
    name,
    values: emptyCells(rowCount),
    kinds: new Set(),
    inexact: false,
    seen: new Map(),
    inherited: name in Object.prototype,
  };
}

/** Cells of a column without values. */
function emptyCells(rowCount: number): Cell[] {
  return Array.from<Cell>({ length: rowCount }).fill(null);
}

/** Appends the column's cell of each row; null where a row has none. */
export function gather(column: GatheredColumn, rows: readonly Readonly<Record<string, JsonValue>>[]): void {
  const { name, values, inherited } = column;
  let text = false;
  for (const row of rows) {
    const value = inherited && !Object.hasOwn(row, name) ? null : (row[name] ?? null);
    if (typeof value === "string") {
      text = true;
      values.push(value.length > ALREADY_SHARED ? shared(column, value) : value);
    } else {
      values.push(value);
      if (value !== null) note(column, value);
    }
  }
  if (text) column.kinds.add("string");
}

function note(column: GatheredColumn, value: NonNullable<JsonValue>): void {
  column.kinds.add(kindOf(value));
  if (mayBeRounded(value)) column.inexact = true;
}

function kindOf(value: NonNullable<JsonValue>): KqlType {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "object") return "dynamic";
  return Number.isInteger(value) ? "long" : "real";
}

function mayBeRounded(value: JsonValue): boolean {
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return false;
  if (isList(value)) return value.some(mayBeRounded);
  for (const name in value) if (mayBeRounded(value[name] ?? null)) return true;
  return false;
}

const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value);

function shared(column: GatheredColumn, text: string): string {
  const { seen, values } = column;
  if (seen === undefined) return text;
  const known = seen.get(text);
  if (known !== undefined) return known;
  if (seen.size >= TRIAL && seen.size * 2 > values.length) column.seen = undefined;
  else if (seen.size < MAX_SHARED) seen.set(text, text);
  return text;
}
