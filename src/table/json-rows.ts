import type { Cell, KqlType, Table } from "./table.ts";

/**
 * The rows of a table as JSON objects by column name, one text each, without line breaks. Longs keep all their digits, datetimes their text;
 * a `dynamic` that arrived as JSON text is embedded as it is; numbers that JSON lacks (NaN, infinities) become text.
 */
export function* jsonRows({ columns, rowCount, data }: Table): Generator<string> {
  const keys = columns.map(({ name }) => JSON.stringify(name));
  for (let row = 0; row < rowCount; row += 1) {
    const members = columns.map(({ type }, c) => `${keys[c]}:${jsonCell(data[c]?.[row] ?? null, type)}`);
    yield `{${members.join(",")}}`;
  }
}

function jsonCell(cell: Cell, type: KqlType): string {
  if (typeof cell === "bigint") return cell.toString();
  if (typeof cell === "number" && !Number.isFinite(cell)) return JSON.stringify(String(cell));
  if (typeof cell === "string" && type === "dynamic" && isJsonLine(cell)) return cell;
  return JSON.stringify(cell);
}

/** An object or array on one line; other texts are ambiguous and stay text. */
function isJsonLine(text: string): boolean {
  if (!/^[[{][^\r\n]*$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
