import { UserError } from "../errors.ts";
import { viewCell, type CellView } from "./cell-view.ts";
import { foldingOf, type Folding } from "./folding.ts";
import { rowText } from "./row-text.ts";
import type { Column, JsonValue, Table } from "./table.ts";

/** Which part of a table is wanted, and how much of it fits. */
export interface PageRequest {
  /** Index of the first row. */
  readonly offset: number;
  readonly maxRows: number;
  /** Bytes (UTF-8) of the column names, folded values and rows together, each row counted as its line of text. */
  readonly maxBytes: number;
  /** Code points of one cell. */
  readonly maxCellChars: number;
  /** True when the table ends at a ceiling of the service. */
  readonly atServiceLimit?: boolean;
}

/** A part of a table as an answer carries it; its names are those of the answer. `columns` and `rows` leave folded columns out. */
export interface TablePage {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly JsonValue[])[];
  readonly shown_rows: number;
  readonly total_rows: number;
  readonly offset: number;
  readonly truncated: Truncation | null;
  readonly folded?: {
    readonly empty: readonly string[];
    readonly constant: Readonly<Record<string, JsonValue>>;
  };
}

export interface Truncation {
  readonly by: "max_rows" | "max_bytes" | "service_limit" | "cell";
  /** What to do to see the rest, as one sentence. */
  readonly hint: string;
}

type ViewedRow = readonly CellView[];

/** Cells of a row that is larger than the whole page are cut to this length at last. */
const SMALLEST_CELL = 8;

/**
 * A page of the table, cut before the row that would overflow and never inside one. When the first row alone overflows, its cells are
 * shortened until it fits, so that every page makes progress.
 * @throws UserError when `offset` lies past the last row.
 */
export function pageOf(table: Table, request: PageRequest): TablePage {
  requireRow(table, request.offset);
  const folding = foldingOf(table);
  const columns = folding.shown.flatMap((c) => table.columns[c] ?? []);
  const folded = foldedValues(table, folding, request.maxCellChars);
  const head = bytesOf(columns.map((column) => column.name)) + (folded === undefined ? 0 : bytesOf([{ ...folded }]));
  const { rows, stop } = collectRows(table, folding, request, request.maxBytes - head);
  return {
    columns,
    rows: rows.map((row) => row.map((cell) => cell.value)),
    shown_rows: rows.length,
    total_rows: table.rowCount,
    offset: request.offset,
    truncated: truncationOf(table, request, rows, stop),
    ...(folded === undefined ? {} : { folded }),
  };
}

function requireRow(table: Table, offset: number): void {
  if (offset === 0 || offset < table.rowCount) return;
  throw new UserError(`There is no row ${offset}: the result has ${table.rowCount} rows, counted from 0.`, {
    nextStep: `Use an offset from 0 to ${Math.max(table.rowCount - 1, 0)}.`,
  });
}

const bytesOf = (row: readonly JsonValue[]): number => Buffer.byteLength(rowText(row)) + 1;

function foldedValues(table: Table, folding: Folding, maxCellChars: number): TablePage["folded"] {
  if (folding.empty.length + folding.constant.length === 0) return undefined;
  const nameOf = (c: number) => table.columns[c]?.name ?? "";
  return {
    empty: folding.empty.map(nameOf),
    constant: Object.fromEntries(folding.constant.map((c) => [nameOf(c), viewAt(table, 0, c, maxCellChars).value])),
  };
}

function viewAt(table: Table, row: number, c: number, maxChars: number): CellView {
  return viewCell(table.data[c]?.[row] ?? null, table.columns[c]?.type ?? "string", maxChars);
}

function collectRows(table: Table, folding: Folding, request: PageRequest, budget: number) {
  const rows: ViewedRow[] = [];
  const end = Math.min(table.rowCount, request.offset + request.maxRows);
  let left = budget;
  for (let index = request.offset; index < end; index += 1) {
    const row = folding.shown.map((c) => viewAt(table, index, c, request.maxCellChars));
    left -= bytesOf(row.map((cell) => cell.value));
    if (left < 0) {
      if (rows.length === 0) rows.push(shrunkRow(table, folding, index, request, budget));
      return { rows, stop: "max_bytes" as const };
    }
    rows.push(row);
  }
  return { rows, stop: end < table.rowCount ? ("max_rows" as const) : undefined };
}

function shrunkRow(table: Table, folding: Folding, index: number, request: PageRequest, budget: number): ViewedRow {
  let chars = request.maxCellChars;
  for (;;) {
    chars = Math.max(SMALLEST_CELL, Math.floor(chars / 2));
    const cap = chars;
    const row = folding.shown.map((c) => viewAt(table, index, c, cap));
    if (cap === SMALLEST_CELL || bytesOf(row.map((cell) => cell.value)) <= budget) return row;
  }
}

function truncationOf(
  table: Table,
  request: PageRequest,
  rows: readonly ViewedRow[],
  stop: "max_rows" | "max_bytes" | undefined,
): Truncation | null {
  const next = request.offset + rows.length;
  const cut = rows.some((row) => row.some((cell) => cell.cut));
  if (stop !== undefined && next < table.rowCount)
    return { by: stop, hint: hintForMore(table.rowCount - next, next, stop) };
  if (request.atServiceLimit === true) return { by: "service_limit", hint: SERVICE_LIMIT_HINT };
  return cut ? { by: "cell", hint: CELL_HINT } : null;
}

const SERVICE_LIMIT_HINT =
  "The service returned as many rows as it ever does, so rows are probably missing: narrow the time range, summarize, or split the query.";
const CELL_HINT =
  "Cells that end in …[+N] have N more characters: project or extract the part you need with refine_result.";

function hintForMore(more: number, next: number, stop: "max_rows" | "max_bytes"): string {
  const why = stop === "max_bytes" ? "The page is full" : "The page has its number of rows";
  return `${why}; ${more} more rows are kept: refine_result with offset ${next} shows the next ones without a new query.`;
}
