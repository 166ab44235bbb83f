import { createDemoTenant, type DemoTenant } from "../../../src/demo/tenant.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import type { Cell, Table } from "../../../src/table/table.ts";

export const catalogue = loadCatalogue();

/** A Wednesday, in the afternoon. */
export const wednesday = Date.UTC(2026, 2, 18, 15, 4, 5, 678);

export const demoTenant = (now = wednesday, seed?: string): DemoTenant =>
  createDemoTenant({ catalogue, now, ...(seed === undefined ? {} : { seed }) });

export type Cells = Readonly<Record<string, Cell>>;

/** The rows of a table by column name. */
export function rowsOf({ columns, data, rowCount }: Table): readonly Cells[] {
  return Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(columns.map(({ name }, place) => [name, data[place]?.[row] ?? null])),
  );
}

/** The values of one column. */
export function columnOf({ columns, data }: Table, name: string): readonly Cell[] {
  const cells = data[columns.findIndex((column) => column.name === name)];
  if (cells === undefined) throw new Error(`no column ${name}`);
  return cells;
}

/** A cell that must be text. */
export function textOf(cell: unknown): string {
  if (typeof cell !== "string") throw new TypeError(`not a text: ${JSON.stringify(cell)}`);
  return cell;
}
