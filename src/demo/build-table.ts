import type { SchemaTable } from "../schema/schema-table.ts";
import type { Cell, Column, Table } from "../table/table.ts";

/** The columns that the demo tenant gives a table: all of the catalogue in its order, typed as queries use them. */
export function columnsOf(schema: SchemaTable): readonly Column[] {
  return schema.columns.map(({ name, bindAs }) => ({ name, type: bindAs }));
}

type Part = Readonly<Record<string, Cell>>;

/**
 * A table from rows by column name, whole or in parts, the oldest first where the table has a time.
 * @throws RangeError for a row that names a column the table does not have
 */
export function buildTable(schema: SchemaTable, rows: readonly (Part | readonly Part[])[]): Table {
  const columns = columnsOf(schema);
  const places = new Map(columns.map(({ name }, index) => [name, index]));
  // Most tables leave many columns empty: those share one array.
  const empty: readonly Cell[] = Array.from<Cell>({ length: rows.length }).fill(null);
  const data = new Map<number, Cell[]>();
  const put = (part: Part, row: number) => {
    for (const name in part) {
      const place = places.get(name);
      if (place === undefined) throw new RangeError(`${schema.name} has no column ${name}.`);
      const cells = data.get(place) ?? empty.slice();
      data.set(place, cells);
      cells[row] = part[name] ?? null;
    }
  };
  inTimeOrder(rows.map(partsOf), schema.timeColumn).forEach((parts, row) => {
    for (const part of parts) put(part, row);
  });
  return { columns, rowCount: rows.length, data: columns.map((_, place) => data.get(place) ?? empty) };
}

const isWhole = (row: Part | readonly Part[]): row is Part => !Array.isArray(row);
const partsOf = (row: Part | readonly Part[]) => (isWhole(row) ? [row] : row);

function inTimeOrder(rows: readonly (readonly Part[])[], timeColumn: string | undefined): readonly (readonly Part[])[] {
  if (timeColumn === undefined) return rows;
  const timed = rows.map((parts) => {
    const time = parts.find((part) => timeColumn in part)?.[timeColumn];
    return { parts, time: typeof time === "string" ? time : "" };
  });
  timed.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return timed.map(({ parts }) => parts);
}
