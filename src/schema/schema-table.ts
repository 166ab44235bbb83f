import type { KqlType } from "../table/table.ts";

/** Where a table's columns come from: the data shipped with this version, or a tenant. `asOf` is a date, `YYYY-MM-DD`. */
export type SchemaSource =
  { readonly kind: "bundled"; readonly asOf: string } | { readonly kind: "live"; readonly asOf: string };

export interface SchemaColumn {
  readonly name: string;
  readonly type: KqlType;
  /** The type to check queries with: where tenants disagree with the documentation (`AdditionalFields`: string, dynamic), what queries use. */
  readonly bindAs: KqlType;
  /** One line, at most 100 characters in the bundled data. */
  readonly description: string;
  /** Declared `string`, but its text is JSON: `parse_json` reads it. */
  readonly json: boolean;
  /** Not in the documentation that the bundled data dates from, but seen in tenants or queries: valid, perhaps not everywhere. */
  readonly observed: boolean;
}

/** Something about a table that makes queries fail or answer wrongly. */
export interface Pitfall {
  /** The columns of the table that it is about; none when it is about the table as a whole. */
  readonly columns: readonly string[];
  readonly text: string;
}

export const tableStatuses = ["available", "preview", "deprecated"] as const;
export type TableStatus = (typeof tableStatuses)[number];

export interface SchemaTable {
  readonly name: string;
  /** What the table holds and when to use it, one line. */
  readonly summary: string;
  readonly category: string;
  readonly status: TableStatus;
  readonly replacedBy: string | undefined;
  /** Other spellings of the name that are in use. */
  readonly aliases: readonly string[];
  /** The column to bound in time; undefined for snapshot tables, which have none. */
  readonly timeColumn: string | undefined;
  readonly columns: readonly SchemaColumn[];
  readonly pitfalls: readonly Pitfall[];
  readonly source: SchemaSource;
}

interface FunctionParameter {
  readonly name: string;
  readonly type: KqlType;
  readonly optional: boolean;
  readonly description: string;
}

export interface FunctionColumn {
  readonly name: string;
  readonly type: KqlType;
  readonly description: string;
}

/** A tabular function that Defender adds to KQL. */
export interface SchemaFunction {
  readonly name: string;
  readonly summary: string;
  /** True when `invoke` hands it the rows before it; they are not among `parameters`. */
  readonly piped: boolean;
  readonly parameters: readonly FunctionParameter[];
  /**
   * Its answer: the piped table with `columns` added (`extends`), the piped table with fewer rows (`filters`, no `columns`), or `columns`
   * alone (`returns`).
   */
  readonly answer: "extends" | "filters" | "returns";
  readonly columns: readonly FunctionColumn[];
  /** A working query. */
  readonly example: string;
}

/** Names of other products and frequent mistakes -> the names that exist here, the likeliest first. */
export interface Synonyms {
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

/** Everything a catalogue is made of. */
export interface Schema {
  readonly tables: readonly SchemaTable[];
  readonly functions: readonly SchemaFunction[];
  readonly synonyms: Synonyms;
}
