import type { Cell, Table } from "./table.ts";

const POINTER_BYTES = 8;
const HEADER_BYTES = 16;

/**
 * Bytes of memory that a table takes, an upper estimate for V8: a string counts each time it occurs although columns share repeated ones,
 * and one byte a character although text beyond Latin-1 takes two.
 * @param enough where to stop counting; the answer is then larger than this
 */
export function estimateBytes(table: Table, enough = Number.POSITIVE_INFINITY): number {
  let bytes = 0;
  for (const values of table.data) {
    for (const cell of values) {
      bytes += POINTER_BYTES + cellBytes(cell, enough - bytes);
      if (bytes > enough) return bytes;
    }
  }
  return bytes;
}

function cellBytes(cell: Cell, enough: number): number {
  if (typeof cell === "string") return HEADER_BYTES + cell.length;
  if (typeof cell === "number") return Number.isInteger(cell) ? 0 : HEADER_BYTES;
  if (typeof cell === "bigint") return 2 * HEADER_BYTES;
  if (typeof cell !== "object" || cell === null) return 0;
  let bytes = 2 * HEADER_BYTES;
  for (const value of Array.isArray(cell) ? cell : Object.values(cell)) {
    bytes += POINTER_BYTES + cellBytes(value, enough - bytes);
    if (bytes > enough) return bytes;
  }
  return bytes;
}
