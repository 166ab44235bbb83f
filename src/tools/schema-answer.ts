import { z } from "zod";
import type { Catalogue } from "../schema/catalogue.ts";
import type { SchemaColumn, SchemaSource, SchemaTable } from "../schema/schema-table.ts";

/** A table in the index; `matching_columns` where the search found it by them. */
export interface IndexEntry {
  readonly name: string;
  readonly columns: number;
  readonly summary: string;
  readonly replaced_by?: string;
  readonly matching_columns?: readonly string[];
}

export interface FunctionEntry {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
}

/** A table in full. `source` is `bundled (date)` or `live (date)`. */
export interface TableDefinition {
  readonly name: string;
  readonly summary: string;
  readonly status: string;
  readonly replaced_by?: string;
  readonly time_column: string | null;
  readonly source: string;
  readonly pitfalls: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string; readonly description: string }[];
}

/** A name that is no table, and the tables that it may stand for. */
export interface UnknownTable {
  readonly name: string;
  readonly suggestions: readonly string[];
}

const listOf = <Item extends object>(what: string) => z.array(z.custom<Item>()).readonly().optional().describe(what);

/** An index of tables (`index`, `functions`), or full tables (`tables`). The lists say their members in words: the list of tools is short. */
export const schemaOutput = z.object({
  instance: z.string().optional(),
  index: listOf<IndexEntry>("{name, columns, summary, replaced_by?, matching_columns?}"),
  functions: listOf<FunctionEntry>("{name, summary, example}"),
  tables: listOf<TableDefinition>(
    "{name, summary, status, replaced_by?, time_column, source: bundled (date) or live (date), pitfalls[], columns[]: {name, type, description}}",
  ),
  unknown: listOf<UnknownTable>("{name, suggestions[]}"),
  notes: z.array(z.string()).readonly(),
});

export type SchemaAnswer = Readonly<z.infer<typeof schemaOutput>>;

const MOST_HITS = 12;

/** Every table with its line, and the functions that Defender adds to KQL. */
export function schemaIndex({ tables, functions }: Catalogue): SchemaAnswer {
  return {
    index: tables.map((table) => lineOf(table)),
    functions: functions.map(({ name, summary, example }) => ({ name, summary, example })),
    notes: ["Call get_schema with tables for columns and pitfalls."],
  };
}

/** The twelve tables that speak most of the words, with the columns that matched. */
export function schemaSearch(catalogue: Catalogue, words: string): SchemaAnswer {
  const hits = catalogue.search(words);
  const shown = hits.slice(0, MOST_HITS).map(({ table, columns }) => lineOf(table, columns));
  const notes = [
    ...(hits.length > MOST_HITS ? [`${hits.length - MOST_HITS} weaker hits are left out; add a word to narrow.`] : []),
    hits.length === 0
      ? "No table speaks of these words. Try others, or call get_schema without arguments for the index."
      : "Call get_schema with tables for columns and pitfalls.",
  ];
  return { index: shown, notes };
}

/** The tables of these names in full; names that are no table come back with what they may stand for. */
export function schemaTables(catalogue: Catalogue, names: readonly string[]): SchemaAnswer {
  const found = names.map((name) => ({ name, table: catalogue.findTable(name) }));
  const tables = [...new Set(found.flatMap(({ table }) => table ?? []))];
  const unknown = found
    .filter(({ table }) => table === undefined)
    .map(({ name }) => ({ name, suggestions: catalogue.suggestTables(name) }));
  const respelt = found.flatMap(({ name, table }) => (table === undefined || table.name === name ? [] : table.name));
  return {
    tables: tables.map(definitionOf),
    ...(unknown.length === 0 ? {} : { unknown }),
    notes: respelt.map((name) => `Write ${name}: names are case-sensitive in KQL.`),
  };
}

function lineOf({ name, summary, columns, replacedBy }: SchemaTable, matching: readonly string[] = []): IndexEntry {
  return {
    name,
    columns: columns.length,
    summary,
    ...(replacedBy === undefined ? {} : { replaced_by: replacedBy }),
    ...(matching.length === 0 ? {} : { matching_columns: matching }),
  };
}

function definitionOf(table: SchemaTable): TableDefinition {
  return {
    name: table.name,
    summary: table.summary,
    status: table.status,
    ...(table.replacedBy === undefined ? {} : { replaced_by: table.replacedBy }),
    time_column: table.timeColumn ?? null,
    source: sourceOf(table.source),
    pitfalls: table.pitfalls.map(({ text }) => text),
    columns: table.columns.map((column) => ({
      name: column.name,
      type: column.type,
      description: descriptionOf(column),
    })),
  };
}

const sourceOf = ({ kind, asOf }: SchemaSource): string => `${kind} (${asOf})`;

function descriptionOf({ description, json, observed }: SchemaColumn): string {
  const remarks = [
    ...(json && !description.includes("JSON") ? ["JSON text"] : []),
    ...(observed ? ["not in every tenant"] : []),
  ];
  return remarks.length === 0 ? description : `${description} (${remarks.join("; ")})`;
}
