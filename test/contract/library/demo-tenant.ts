import { createDemoTenant } from "../../../src/demo/tenant.ts";
import { createExecutor, sourceTable } from "../../../src/engine/execute.ts";
import { loadKusto } from "../../../src/kql/kusto.ts";
import { createLibrary } from "../../../src/library/library.ts";
import { readBundledQueries } from "../../../src/library/bundled-queries.ts";
import type { GivenParameters } from "../../../src/library/fill-query.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { readDynamic } from "../../../src/table/table.ts";
import { findHuntingQueries } from "../../../src/tools/find-hunting-queries.ts";

/** A Wednesday; the attack in the demo tenant lies within the seven days that most queries look back. */
export const now = Date.UTC(2026, 2, 18, 15, 4, 5, 678);
export const library = createLibrary(readBundledQueries());

const tenant = createDemoTenant({ catalogue: loadCatalogue(), now });
const executor = createExecutor(loadKusto());
const packed = new Map<string, ReturnType<typeof sourceTable>>();
const options = { now, random: () => 0.5, newGuid: () => "00000000-0000-4000-8000-000000000000" };

function tableOf(name: string) {
  const table = packed.get(name) ?? sourceTable(tenant.table(name));
  packed.set(name, table);
  return table;
}

export type Row = Readonly<Record<string, unknown>>;

/** Asks the tool for a query's KQL and runs that in the demo tenant. */
export async function hunt(name: string, parameters: GivenParameters = {}) {
  const { query, kql } = await findHuntingQueries(
    { name, parameters },
    { library: () => Promise.resolve(library), now: () => now },
  );
  if (query === undefined || kql === undefined) throw new Error(`${name} has no KQL.`);
  const tables = Object.fromEntries(query.tables.map((table) => [table, tableOf(table)]));
  const { table } = executor.execute(kql, tables, options);
  const columns = table.columns.map((column) => column.name);
  const rows = Array.from({ length: table.rowCount }, (_, index): Row => {
    return Object.fromEntries(
      columns.map((column, place) => [column, readDynamic(table.data[place]?.[index] ?? null)]),
    );
  });
  return { columns, rows };
}

/** A row as text, for looking into it as a reader does. */
export const textOf = (row: unknown): string =>
  JSON.stringify(row, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)) ?? "";

/** The rows that show a text. */
export const showing = (rows: readonly Row[], text: string): readonly Row[] =>
  rows.filter((row) => textOf(row).includes(JSON.stringify(text).slice(1, -1)));
