import type { Cell, Table } from "./table.ts";

// What spreadsheets take for the beginning of a formula, full-width forms included.
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * A table as CSV (RFC 4180): a line of column names, then a line for each row, every line with its CRLF. Null is empty, a `dynamic` is JSON.
 * Text that a spreadsheet would run as a formula gets an apostrophe in front, because rows are written by attackers.
 */
export function* csvLines({ columns, rowCount, data }: Table): Generator<string> {
  yield csvLine(columns.map(({ name }) => name));
  for (let row = 0; row < rowCount; row += 1) yield csvLine(data.map((values) => values[row] ?? null));
}

const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(",")}\r\n`;

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  const text = typeof cell === "object" ? JSON.stringify(cell) : String(cell);
  const safe = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
