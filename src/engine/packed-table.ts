import type { Cell, Column, Table } from "../table/table.ts";
import { repeated } from "./values/repeated.ts";

/** A column on its way between threads: the cells, or the distinct ones and a number for each row. */
type PackedColumn = readonly Cell[] | { readonly distinct: readonly Cell[]; readonly codes: Int32Array<ArrayBuffer> };

/** A table in the form in which it crosses threads: repeated texts travel once, and are one string on the other side. */
export interface PackedTable {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly data: readonly PackedColumn[];
}

/** Rows after which a column of mostly different texts is sent as it is. */
const trialRows = 1000;

export function packTable(table: Table): PackedTable {
  return { columns: table.columns, rowCount: table.rowCount, data: table.data.map(packColumn) };
}

/** The buffers of a packed table, which can be handed over instead of copied. */
export function buffersOf(table: PackedTable): ArrayBuffer[] {
  return table.data.flatMap((column) => ("codes" in column ? [column.codes.buffer] : []));
}

export function unpackTable({ columns, rowCount, data }: PackedTable): Table {
  return { columns, rowCount, data: data.map(unpackColumn) };
}

function packColumn(cells: readonly Cell[]): PackedColumn {
  if (cells.length < trialRows || typeof cells.find((cell) => cell !== null) !== "string") return cells;
  const numbers = new Map<Cell, number>();
  const codes = new Int32Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row] ?? null;
    let number = numbers.get(cell);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(cell, number);
      if (number * 2 > Math.max(trialRows, row)) return cells;
    }
    codes[row] = number;
  }
  return { distinct: [...numbers.keys()], codes };
}

function unpackColumn(column: PackedColumn): readonly Cell[] {
  if (!("codes" in column)) return column;
  const { distinct, codes } = column;
  const cells = repeated<Cell>(null, codes.length);
  for (let row = 0; row < codes.length; row++) cells[row] = distinct[codes[row] ?? 0] ?? null;
  return cells;
}
