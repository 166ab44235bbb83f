import type { Table } from "../table/table.ts";

/** Milliseconds since 1970; both ends belong to the range. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** The rows whose time lies in the range; all rows of a table without a time. */
export function rowsWithin(table: Table, timeColumn: string | undefined, { start, end }: TimeRange): Table {
  const place = table.columns.findIndex(({ name }) => name === timeColumn);
  const times = table.data[place];
  if (times === undefined) return table;
  const rows = times.flatMap((cell, row) => {
    const time = typeof cell === "string" ? Date.parse(cell) : Number.NaN;
    return time >= start && time <= end ? [row] : [];
  });
  return {
    columns: table.columns,
    rowCount: rows.length,
    data: table.data.map((cells) => rows.map((row) => cells[row] ?? null)),
  };
}
