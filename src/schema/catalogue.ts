import type { SchemaFunction, SchemaTable } from "./schema-table.ts";

export interface IndexLine {
  readonly name: string;
  readonly summary: string;
  readonly columnCount: number;
}

/** A table found by {@link Catalogue.search}, with the columns that matched, best first. */
export interface SearchHit extends IndexLine {
  readonly matchingColumns: readonly string[];
}

/** The hunting tables known here: bundled, or merged with a tenant's own. Immutable. */
export interface Catalogue {
  /** All tables in the order of their names. */
  readonly tables: readonly SchemaTable[];
  readonly functions: readonly SchemaFunction[];
  /** The table of exactly this name: KQL names are case-sensitive. */
  table(name: string): SchemaTable | undefined;
  /** The table that is meant: exact name, else another spelling or case of it. */
  findTable(name: string): SchemaTable | undefined;
  index(): readonly IndexLine[];
  /** Tables whose name, line, columns or pitfalls speak of the words; best first. */
  search(words: string): readonly SearchHit[];
  /** Existing tables that an unknown name may stand for: synonyms of other products first, then the nearest spellings. */
  suggestTables(name: string): readonly string[];
  /** Names among `scope` that an unknown column name may stand for: synonyms first, then the nearest spellings. */
  suggestColumns(name: string, scope: Iterable<string>): readonly string[];
}
