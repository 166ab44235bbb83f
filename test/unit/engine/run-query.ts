import { createExecutor, sourceTable, type QueryAnswer } from "../../../src/engine/execute.ts";
import type { EngineLimits } from "../../../src/engine/budget.ts";
import { loadKusto } from "../../../src/kql/kusto.ts";
import { rowAt, tableFromRows, kqlTypes, type Cell, type Column, type Table } from "../../../src/table/table.ts";

/** The instant that `now()` has in these tests. */
export const testNow = Date.UTC(2026, 0, 15, 12);

const executor = createExecutor(loadKusto());

/** Runs a query over tables in memory. Random numbers are one half. */
export function run(
  query: string,
  tables: Readonly<Record<string, Table>> = {},
  limits: Partial<EngineLimits> = {},
): QueryAnswer {
  const sources = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, sourceTable(table)]));
  return executor.execute(query, sources, { now: testNow, random: () => 0.5, newGuid: () => "g", limits });
}

/** The rows of the answer. */
export function rows(query: string, tables: Readonly<Record<string, Table>> = {}): readonly (readonly Cell[])[] {
  const { table } = run(query, tables);
  return Array.from({ length: table.rowCount }, (_, r) => rowAt(table, r));
}

/** The value of a scalar expression. */
export function value(expression: string): Cell {
  return rows(`print ${expression}`)[0]?.[0] ?? null;
}

/** The columns of the answer as `name:type`. */
export function columns(query: string, tables: Readonly<Record<string, Table>> = {}): readonly string[] {
  return run(query, tables).table.columns.map(({ name, type }) => `${name}:${type}`);
}

/** A table from a declaration such as `a:long, s:string`. */
export function tableOf(declaration: string, ...cells: readonly (readonly Cell[])[]): Table {
  const declared = declaration.split(",").map((part): Column => {
    const [name = "", typeName] = part.trim().split(":");
    return { name, type: kqlTypes.find((type) => type === typeName) ?? "string" };
  });
  return tableFromRows(declared, cells);
}
