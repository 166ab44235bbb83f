import type { JsonValue } from "../table/table.ts";
import { createGatheredColumn, gather, type GatheredColumn } from "./gathered-column.ts";
import { MalformedReply } from "./malformed-reply.ts";

/** A row of a reply; its keys are columns or OData annotations. */
export type ReplyRow = Readonly<Record<string, JsonValue>>;

/** Turns rows into columns while they arrive. */
export interface ColumnStore {
  rowCount(): number;
  /**
   * Adds rows, unless JSON.parse may have rounded one of their numbers.
   * @returns the columns with such numbers; none when the rows were added.
   * @throws MalformedReply when the rows have more cells than a table may hold.
   */
  addIfExact(rows: readonly ReplyRow[]): readonly string[];
  add(rows: readonly ReplyRow[]): void;
  /** Columns in the order in which the rows first showed them, with `rowCount` values each. */
  columns(): ReadonlyMap<string, GatheredColumn>;
}

const ANNOTATION = /@odata\./i;
/** Cells of one table: 100,000 rows of 500 columns. Absent cells cost memory too, and a small reply can have many. */
export const MAX_CELLS = 50_000_000;

/** A store of one reply's rows. Keys that are OData annotations are left out; a cell that a row lacks is null. */
export function createColumnStore(): ColumnStore {
  const columns = new Map<string, GatheredColumn>();
  let rowCount = 0;

  function learn(keys: readonly string[]): void {
    for (const name of keys)
      if (!columns.has(name) && !ANNOTATION.test(name)) columns.set(name, createGatheredColumn(name, rowCount));
  }

  function gatherAll(rows: readonly ReplyRow[]): void {
    let lastKeys: readonly string[] = [];
    for (const row of rows) {
      const keys = Object.keys(row);
      if (!sameKeys(keys, lastKeys)) learn(keys);
      lastKeys = keys;
      if ((rowCount + rows.length) * columns.size > MAX_CELLS) throw new MalformedReply("too_many_cells");
    }
    for (const column of columns.values()) gather(column, rows);
  }

  return {
    rowCount: () => rowCount,
    addIfExact(rows) {
      for (const column of columns.values()) column.inexact = false;
      gatherAll(rows);
      const inexact = [...columns.values()].filter((column) => column.inexact);
      if (inexact.length === 0) rowCount += rows.length;
      else for (const column of columns.values()) column.values.length = rowCount;
      return inexact.map(({ name }) => name);
    },
    add(rows) {
      gatherAll(rows);
      rowCount += rows.length;
    },
    columns: () => columns,
  };
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
