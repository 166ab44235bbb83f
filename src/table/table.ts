/** The scalar types of KQL, as the service and the language name them. */
export const kqlTypes = [
  "string",
  "long",
  "int",
  "real",
  "decimal",
  "bool",
  "datetime",
  "timespan",
  "guid",
  "dynamic",
] as const;
export type KqlType = (typeof kqlTypes)[number];

export interface Column {
  readonly name: string;
  readonly type: KqlType;
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * One value of a table. Datetimes and timespans are text in the service's own form (100 ns digits kept); a `long` beyond 2^53 is a bigint;
 * a `dynamic` is either a JSON value or JSON text, as it arrived ({@link readDynamic} gives the value).
 */
export type Cell = JsonValue | bigint;

/** Rows stored by column: `data[c][r]` is row r of `columns[c]`. Every array of `data` has `rowCount` entries. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly data: readonly (readonly Cell[])[];
}

/** A table from rows in the order of its columns; a missing cell is null. */
export function tableFromRows(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Table {
  return {
    columns,
    rowCount: rows.length,
    data: columns.map((_, c) => rows.map((row) => row[c] ?? null)),
  };
}

/** Row `index` in the order of the columns. */
export function rowAt(table: Table, index: number): readonly Cell[] {
  return table.data.map((values) => values[index] ?? null);
}

/** The value of a `dynamic` cell, whether the service sent it as JSON or as JSON text. Text that is not JSON stays text. */
export function readDynamic(cell: Cell): Cell {
  if (typeof cell !== "string" || !/^\s*[[{"]/.test(cell)) return cell;
  try {
    const value: JsonValue = JSON.parse(cell);
    return value;
  } catch {
    return cell;
  }
}
