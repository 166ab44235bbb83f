import type { Cell, Table } from "./table.ts";

/** Columns that say nothing row by row, by index: all cells empty, or all cells the same. Counted over the whole table, so every page folds alike. */
export interface Folding {
  readonly empty: readonly number[];
  readonly constant: readonly number[];
  readonly shown: readonly number[];
}

/** How the table folds. A table without rows does not, one row has no constant column, and one column always stays. */
export function foldingOf(table: Table): Folding {
  const indexes = table.columns.map((_, c) => c);
  if (table.rowCount === 0) return { empty: [], constant: [], shown: indexes };
  const kinds = table.data.map((values) => kindOf(values));
  const shown = indexes.filter((c) => kinds[c] === "shown");
  const kept = shown.length > 0 ? shown : indexes.filter((c) => kinds[c] === "constant").slice(0, 1);
  const visibleColumns = kept.length > 0 ? kept : indexes.slice(0, 1);
  const folds = (kind: string) => indexes.filter((c) => kinds[c] === kind && !visibleColumns.includes(c));
  return { empty: folds("empty"), constant: folds("constant"), shown: visibleColumns };
}

function kindOf(values: readonly Cell[]): "empty" | "constant" | "shown" {
  if (values.every(isEmpty)) return "empty";
  const first = values[0] ?? null;
  return values.length > 1 && values.every((value) => isSame(value, first)) ? "constant" : "shown";
}

/** KQL strings have no null: an empty string is the absence of a value. */
const isEmpty = (cell: Cell): boolean => cell === null || cell === "";

function isSame(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  return JSON.stringify(a) === JSON.stringify(b);
}
