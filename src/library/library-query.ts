import type { JsonValue } from "../table/table.ts";
import type { Template } from "./template/template.ts";

/** What a parameter may hold. `name` and `bare` come only from query files of a team, whose templates put values where no quotes are. */
export const parameterTypes = [
  "string",
  "ip",
  "account",
  "device",
  "hash",
  "int",
  "timespan",
  "datetime",
  "list",
  "name",
  "bare",
] as const;
export type ParameterType = (typeof parameterTypes)[number];

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Type of the items of a list; strings unless given. */
  readonly items?: ParameterType;
  readonly description: string;
  /** What stands when the value is not given; without it the parameter is required. */
  readonly default?: JsonValue;
  readonly example?: JsonValue;
  /** Other names under which the value may be given. */
  readonly aliases: readonly string[];
}

/** A hunting query with gaps for values. */
export interface LibraryQuery {
  /** Unique, and stable between versions. */
  readonly name: string;
  /** What the query finds, in a few words. */
  readonly title: string;
  readonly description: string;
  /** Heading under which it is listed: the field of a shipped query, the data family of a team's. */
  readonly topic: string;
  /** MITRE ATT&CK technique ids, e.g. `T1566.002`. */
  readonly techniques: readonly string[];
  /** Hunting tables that it reads. */
  readonly tables: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Columns of the answer, in order; empty when not known before it runs. */
  readonly columns: readonly string[];
  /** What a row means; empty for a team's queries. */
  readonly hit: string;
  /** What else can make such a row, and how to tell; empty for a team's queries. */
  readonly benign: string;
  /** `bundled`, or the path of the file. */
  readonly source: string;
  readonly template: Template;
}
