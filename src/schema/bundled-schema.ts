import { readFileSync, readdirSync } from "node:fs";
import type { KqlType } from "../table/table.ts";
import type {
  Pitfall,
  Schema,
  SchemaColumn,
  SchemaFunction,
  SchemaTable,
  Synonyms,
  TableStatus,
} from "./schema-table.ts";

/** A file of `tables/`. The order of `columns` is the order of the documentation. */
export interface TableFile {
  readonly name: string;
  readonly summary: string;
  readonly category: string;
  readonly status: TableStatus;
  readonly replacedBy?: string;
  readonly aliases?: readonly string[];
  /** Only where it is not `Timestamp`. */
  readonly timeColumn?: string;
  /** Only where it differs from the date of `shared.json`. */
  readonly asOf?: string;
  /** Documented columns: name -> type. */
  readonly columns: Readonly<Record<string, KqlType>>;
  /** Columns known from tenants, queries or other pages only. */
  readonly observed?: Readonly<Record<string, KqlType>>;
  /** Types of documented columns that tenants or other references have instead, as far as queries notice. */
  readonly typesSeen?: Readonly<Record<string, KqlType>>;
  /** String columns whose text is JSON. */
  readonly json?: readonly string[];
  /** Descriptions that are this table's own; the others are shared. */
  readonly descriptions?: Readonly<Record<string, string>>;
  readonly pitfalls?: readonly Pitfall[];
}

/** What tables share. Keys of `descriptions` are `Name:type` or `Name`; a pitfall holds for each table that has all its columns. */
export interface SharedFile {
  readonly asOf: string;
  readonly descriptions: Readonly<Record<string, string>>;
  readonly pitfalls: readonly {
    readonly category?: string;
    readonly columns: Readonly<Record<string, KqlType>>;
    readonly text: string;
  }[];
}

/** The data shipped with this version, next to this module. */
export const bundledSchemaDirectory = new URL("./", import.meta.url);

/** Reads the catalogue's files: `shared.json`, `functions.json`, `synonyms.json` and `tables/*.json` of `directory` (ends in a slash). */
export function readBundledSchema(directory: URL = bundledSchemaDirectory): Schema {
  const read = (file: string) => readFileSync(new URL(file, directory), "utf8");
  const shared: SharedFile = JSON.parse(read("shared.json"));
  const functions: readonly SchemaFunction[] = JSON.parse(read("functions.json"));
  const synonyms: Synonyms = JSON.parse(read("synonyms.json"));
  const tables = readdirSync(new URL("tables/", directory))
    .filter((file) => file.endsWith(".json"))
    .map((file) => {
      const table: TableFile = JSON.parse(read(`tables/${file}`));
      return tableOf(table, shared);
    });
  return { tables, functions, synonyms };
}

function tableOf(file: TableFile, shared: SharedFile): SchemaTable {
  const timeColumn = file.timeColumn ?? ("Timestamp" in file.columns ? "Timestamp" : undefined);
  return {
    name: file.name,
    summary: file.summary,
    category: file.category,
    status: file.status,
    replacedBy: file.replacedBy,
    aliases: file.aliases ?? [],
    timeColumn,
    columns: [...columnsOf(file, shared, false), ...columnsOf(file, shared, true)],
    pitfalls: [...timePitfalls(timeColumn), ...(file.pitfalls ?? []), ...sharedPitfalls(file, shared)],
    source: { kind: "bundled", asOf: file.asOf ?? shared.asOf },
  };
}

function columnsOf(file: TableFile, shared: SharedFile, observed: boolean): readonly SchemaColumn[] {
  return Object.entries((observed ? file.observed : file.columns) ?? {}).map(([name, type]) => ({
    name,
    type,
    bindAs: file.typesSeen?.[name] ?? type,
    description: file.descriptions?.[name] ?? shared.descriptions[`${name}:${type}`] ?? shared.descriptions[name] ?? "",
    json: file.json?.includes(name) ?? false,
    observed,
  }));
}

function sharedPitfalls(file: TableFile, shared: SharedFile): readonly Pitfall[] {
  return shared.pitfalls
    .filter(({ category }) => category === undefined || category === file.category)
    .filter(({ columns }) => Object.entries(columns).every(([name, type]) => file.columns[name] === type))
    .map(({ columns, text }) => ({ columns: Object.keys(columns), text }));
}

/** What to know about time: nothing where `Timestamp` is there. A filter on a missing `Timestamp` is the most frequent failure. */
export function timePitfalls(timeColumn: string | undefined): readonly Pitfall[] {
  if (timeColumn === "Timestamp") return [];
  return timeColumn === undefined
    ? [{ columns: [], text: "No `Timestamp`: the table shows the current state. Do not filter by time." }]
    : [{ columns: [timeColumn], text: `No \`Timestamp\`: the time column is \`${timeColumn}\`.` }];
}
