import type { KqlType } from "../table/table.ts";
import { timePitfalls } from "./bundled-schema.ts";
import { createCatalogue, type Catalogue } from "./catalogue.ts";
import type { SchemaColumn, SchemaTable } from "./schema-table.ts";

/** A table as a tenant describes it: `getHuntingSchemaTables`, or the rows of `T | getschema`. */
export interface LiveTable {
  readonly name: string;
  readonly description?: string | undefined;
  readonly columns: readonly LiveColumn[];
}

interface LiveColumn {
  readonly name: string;
  readonly type: KqlType;
  readonly description?: string | undefined;
}

const longestDescription = 160;

/**
 * True for a table or column name that may be put into a query as it stands: letters, digits and `_`, at most 128 characters. Names come
 * from models and tenants, so nothing else is let through.
 */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name);
}

/**
 * The catalogue with the tenant's tables in place of the bundled ones of the same name, and with the tables that only the tenant has.
 * Tables and columns whose names are not plain ({@link isPlainName}) are left out.
 * What we know of a table or column (line, description, pitfalls) is kept; tables that `live` does not mention stay as they were.
 *
 * @param asOf the day the tenant was asked, `YYYY-MM-DD`
 */
export function mergeLiveSchema(catalogue: Catalogue, live: readonly LiveTable[], asOf: string): Catalogue {
  const merged = new Map(catalogue.tables.map((table) => [table.name, table]));
  for (const table of live) {
    const columns = table.columns.filter(({ name }) => isPlainName(name));
    if (!isPlainName(table.name) || columns.length === 0) continue;
    merged.set(table.name, liveTable({ ...table, columns }, merged.get(table.name), asOf));
  }
  return createCatalogue({ ...catalogue, tables: [...merged.values()] });
}

function liveTable(live: LiveTable, known: SchemaTable | undefined, asOf: string): SchemaTable {
  const ours = known ?? { ...unknownTable, summary: oneLine(live.description, unknownTable.summary) };
  const columns = live.columns.map((column) => liveColumn(column, known));
  const names = new Set(columns.map(({ name }) => name));
  const timeColumn = [ours.timeColumn, "Timestamp", "TimeGenerated"].find(
    (name) => name !== undefined && names.has(name),
  );
  const outdated = new Set(timePitfalls(ours.timeColumn).map(({ text }) => text));
  const kept = ours.pitfalls.filter(
    ({ columns: about, text }) => about.every((c) => names.has(c)) && !outdated.has(text),
  );
  return {
    ...ours,
    name: live.name,
    timeColumn,
    columns,
    pitfalls: [...timePitfalls(timeColumn), ...kept],
    source: { kind: "live", asOf },
  };
}

const unknownTable = {
  summary: "A table of this tenant.",
  category: "tenant",
  status: "available",
  replacedBy: undefined,
  aliases: [],
  timeColumn: undefined,
  pitfalls: [],
} as const satisfies Partial<SchemaTable>;

function liveColumn(live: LiveColumn, known: SchemaTable | undefined): SchemaColumn {
  const bundled = known?.columns.find(({ name }) => name === live.name);
  return {
    name: live.name,
    type: live.type,
    bindAs: live.type === "string" && bundled?.bindAs === "dynamic" ? "dynamic" : live.type,
    description: bundled?.description ?? oneLine(live.description, ""),
    json: live.type === "string" && (bundled?.json ?? false),
    observed: false,
  };
}

/** A tenant's own words: one line, nothing invisible, not long. */
function oneLine(text: string | undefined, otherwise: string): string {
  const line = (text ?? "").replaceAll(/[\p{C}\p{Z}]+/gu, " ").trim();
  return line === "" ? otherwise : line.length <= longestDescription ? line : `${line.slice(0, longestDescription)}…`;
}
