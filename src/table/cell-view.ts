import { clip } from "../visible-text.ts";
import type { Cell, JsonValue, KqlType } from "./table.ts";

/** A cell as it is shown: JSON without bigint, and whether it was shortened. */
export interface CellView {
  readonly value: JsonValue;
  readonly cut: boolean;
}

/**
 * A cell ready for JSON and at most `maxChars` code points long; what was left out is marked as `…[+N]`.
 * A `long` beyond 2^53 and a number that JSON lacks (NaN, infinity) become text; a `dynamic` that arrived as JSON text becomes its value
 * when that loses nothing.
 */
export function viewCell(cell: Cell, type: KqlType, maxChars: number): CellView {
  if (typeof cell === "string") return viewText(cell, type, maxChars);
  if (typeof cell === "bigint") return { value: cell.toString(), cut: false };
  if (typeof cell === "number" && !Number.isFinite(cell)) return { value: String(cell), cut: false };
  if (typeof cell !== "object" || cell === null) return { value: cell, cut: false };
  const text = JSON.stringify(cell);
  return text.length > maxChars ? shorten(text, maxChars, cell) : { value: cell, cut: false };
}

function viewText(text: string, type: KqlType, maxChars: number): CellView {
  if (text.length > maxChars) return shorten(text, maxChars, text);
  return { value: type === "dynamic" ? valueOfText(text) : text, cut: false };
}

// Only a text that JSON.stringify gives back as it was: digits beyond 2^53, repeated keys and spacing stay as the service wrote them.
function valueOfText(text: string): JsonValue {
  if (!/^[[{]/.test(text)) return text;
  try {
    const value: JsonValue = JSON.parse(text);
    return JSON.stringify(value) === text ? value : text;
  } catch {
    return text;
  }
}

function shorten(text: string, maxChars: number, whole: JsonValue): CellView {
  const start = clip(text, maxChars);
  return start.rest === 0 ? { value: whole, cut: false } : { value: `${start.text}…[+${start.rest}]`, cut: true };
}
