import stringWidth from "string-width";
import type { Cell, KqlType, Table } from "../table/table.ts";
import { visible } from "../visible-text.ts";

const GAP = "  ";
const ELLIPSIS = "…";
/** A column is not cut below this many terminal cells. */
const NARROWEST = 8;
/** Where nothing is cut, a longer value runs over its column instead of widening all rows. */
const WIDEST_UNCUT = 60;
const numeric: ReadonlySet<KqlType> = new Set(["long", "int", "real", "decimal"]);

/**
 * A table as aligned lines for a person, without line ends: names, a rule, rows. Hidden characters are shown as `\u{hex}`, null is empty.
 * @param width terminal cells of a line, to which wide values are cut; undefined where the output is no terminal, and nothing is cut.
 */
export function* textTable(table: Table, width: number | undefined): Generator<string> {
  const texts = table.data.map((values) => values.map(cellText));
  const names = table.columns.map(({ name }) => visible(name));
  const natural = names.map((name, c) => widest([name, ...(texts[c] ?? [])]));
  const widths = width === undefined ? natural.map((w) => Math.min(w, WIDEST_UNCUT)) : fitted(natural, width);
  const fit = (text: string, c: number) => {
    const isNumber = numeric.has(table.columns[c]?.type ?? "string");
    return aligned(width === undefined ? text : cut(text, widths[c] ?? 0), widths[c] ?? 0, isNumber);
  };
  const line = (cells: readonly string[]) => cells.map(fit).join(GAP).trimEnd();
  yield line(names);
  yield widths.map((w) => "─".repeat(w)).join(GAP);
  for (let row = 0; row < table.rowCount; row += 1) yield line(texts.map((column) => column[row] ?? ""));
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  return visible(typeof cell === "object" ? JSON.stringify(cell) : String(cell));
}

const widthOf = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text));

const widest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);

const sum = (widths: readonly number[]): number => widths.reduce((total, width) => total + width, 0);

/** The widths under the highest common limit with which a line fits, as far as no column becomes too narrow. */
function fitted(natural: readonly number[], width: number): readonly number[] {
  const room = width - GAP.length * (natural.length - 1);
  const under = (limit: number) => natural.map((w) => Math.min(w, limit));
  let limit = Math.max(NARROWEST, Math.min(room, Math.max(0, ...natural)));
  while (limit > NARROWEST && sum(under(limit)) > room) limit -= 1;
  return under(limit);
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  let used = widthOf(ELLIPSIS);
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, width * 8))) {
    used += widthOf(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}

function aligned(text: string, width: number, right: boolean): string {
  const padding = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? padding + text : text + padding;
}
