import type { Cell, KqlType } from "../table/table.ts";
import { cellDecoder, cellEncoder } from "./values/cells.ts";
import { type Value, emptyValue } from "./values/value.ts";

/** Numbers of the rows to pick, in the order wanted; -1 picks an empty value. */
export type RowPick = Int32Array;

/** One column's values. Nothing is decoded or copied before somebody reads it. */
export interface Vector {
  readonly type: KqlType;
  /** The values in the engine's own form. The array must not be changed. */
  values(): readonly Value[];
  /** The values in the form of a table's cells; cells that came in and were not changed go out as they were. */
  cells(): readonly Cell[];
  /** The cells of these rows only. */
  cellsAt(rows: RowPick): readonly Cell[];
  /** @param compose gives the pick that this pick of an earlier pick amounts to, so that picks never pile up */
  pick(rows: RowPick, compose: (inner: RowPick) => RowPick): Vector;
}

/** A column of a table that came in. */
export function cellVector(type: KqlType, cells: readonly Cell[]): Vector {
  let decoded: readonly Value[] | undefined;
  const vector: Vector = {
    type,
    values: () => (decoded ??= decodeCells(type, cells)),
    cells: () => cells,
    cellsAt: (rows) => gather(cells, rows, type === "string" ? "" : null),
    pick: (rows) => pickedVector(vector, rows),
  };
  return vector;
}

/** The cells themselves where they are values already, as texts and small numbers are. */
function decodeCells(type: KqlType, cells: readonly Cell[]): readonly Value[] {
  if (type === "string" && cells.every((cell) => typeof cell === "string")) return cells;
  return cells.map(cellDecoder(type));
}

/** A computed column. */
export function valueVector(type: KqlType, values: readonly Value[]): Vector {
  const vector: Vector = {
    type,
    values: () => values,
    cells: () => values.map(cellEncoder(type)),
    cellsAt: (rows) => gather(values, rows, emptyValue(type)).map(cellEncoder(type)),
    pick: (rows) => pickedVector(vector, rows),
  };
  return vector;
}

function pickedVector(source: Vector, rows: RowPick): Vector {
  let picked: readonly Value[] | undefined;
  return {
    type: source.type,
    values: () => (picked ??= gather(source.values(), rows, emptyValue(source.type))),
    cells: () => source.cellsAt(rows),
    cellsAt: (next) => source.cellsAt(next.map((row) => (row < 0 ? -1 : (rows[row] ?? -1)))),
    pick: (_next, compose) => pickedVector(source, compose(rows)),
  };
}

function gather<T>(values: readonly T[], rows: RowPick, missing: T): readonly T[] {
  // Filled by push: an array made with its length takes three times as long to cross to another thread.
  const out: T[] = [];
  for (const row of rows) out.push(row < 0 ? missing : (values[row] ?? missing));
  return out;
}

/** Columns one behind the other. */
export function joinedVector(type: KqlType, parts: readonly Vector[]): Vector {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  let joined: readonly Value[] | undefined;
  const vector: Vector = {
    type,
    values: () => (joined ??= parts.flatMap((part) => part.values())),
    cells: () => parts.flatMap((part) => part.cells()),
    cellsAt: (rows) => gather(vector.cells(), rows, type === "string" ? "" : null),
    pick: (rows) => pickedVector(vector, rows),
  };
  return vector;
}
