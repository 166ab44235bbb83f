import { readBundledSchema } from "./bundled-schema.ts";
import { nearestNames } from "./nearest-names.ts";
import type { Schema, SchemaFunction, SchemaTable, Synonyms } from "./schema-table.ts";
import { createSearch, type SearchHit } from "./search.ts";

interface IndexLine {
  readonly name: string;
  readonly summary: string;
  readonly columnCount: number;
}

/** The hunting tables known here: bundled, or merged with a tenant's own. Immutable. */
export interface Catalogue extends Schema {
  /** All tables in the order of their names. */
  readonly tables: readonly SchemaTable[];
  readonly functions: readonly SchemaFunction[];
  readonly synonyms: Synonyms;
  /** The table of exactly this name: KQL names are case-sensitive. */
  table(name: string): SchemaTable | undefined;
  /** The table that is meant: exact name, else another case or another spelling in use. */
  findTable(name: string): SchemaTable | undefined;
  index(): readonly IndexLine[];
  /** Tables whose name, line, columns or pitfalls speak of the words; best first. */
  search(words: string): readonly SearchHit[];
  /** Existing tables that an unknown name may stand for, the likeliest first, at most five. */
  suggestTables(name: string): readonly string[];
  /** Names among `scope` that an unknown column name may stand for, the likeliest first, at most five. */
  suggestColumns(name: string, scope: Iterable<string>): readonly string[];
}

/** A catalogue of these tables; names must be unique. */
export function createCatalogue(schema: Schema): Catalogue {
  const tables = schema.tables.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const byName = new Map(tables.map((table) => [table.name, table]));
  const byAnySpelling = new Map(
    tables.flatMap((table) => [...table.aliases, table.name].map((name) => [name.toLowerCase(), table])),
  );
  const tableSynonyms = byLowerCase(schema.synonyms.tables);
  const columnSynonyms = byLowerCase(schema.synonyms.columns);
  return {
    tables,
    functions: schema.functions,
    synonyms: schema.synonyms,
    table: (name) => byName.get(name),
    findTable: (name) => byName.get(name) ?? byAnySpelling.get(name.toLowerCase()),
    index: () => tables.map(({ name, summary, columns }) => ({ name, summary, columnCount: columns.length })),
    search: createSearch({ ...schema, tables }),
    suggestTables(name) {
      const alias = byAnySpelling.get(name.toLowerCase());
      const meant = [...(alias === undefined ? [] : [alias.name]), ...(tableSynonyms.get(name.toLowerCase()) ?? [])];
      return nearestNames(name, byName.keys(), meant);
    },
    suggestColumns: (name, scope) => nearestNames(name, scope, columnSynonyms.get(name.toLowerCase())),
  };
}

/** The catalogue shipped with this version: 65 tables, read from some 70 small files (about 10 ms). */
export function loadCatalogue(directory?: URL): Catalogue {
  return createCatalogue(readBundledSchema(directory));
}

function byLowerCase(names: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(names).map(([name, meant]) => [name.toLowerCase(), meant]));
}
