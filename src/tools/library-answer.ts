import { z } from "zod";
import { fillQuery, missingParameters, type GivenParameters } from "../library/fill-query.ts";
import type { LibraryQuery, Parameter } from "../library/library-query.ts";
import type { Library } from "../library/library.ts";
import { templateText } from "../library/template/template.ts";
import type { JsonValue } from "../table/table.ts";

/** A query in an index. */
export interface QueryLine {
  readonly name: string;
  readonly title: string;
  readonly topic: string;
  readonly techniques: readonly string[];
  /** The parameters without which it cannot run. */
  readonly required: readonly string[];
  readonly description?: string;
}

export interface ParameterLine {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
  readonly default?: JsonValue;
  readonly example?: JsonValue;
}

/** A query in full. `template` is its KQL with `{name}` where values go. */
export interface QueryEntry extends Omit<QueryLine, "required"> {
  readonly description: string;
  readonly tables: readonly string[];
  readonly parameters: readonly ParameterLine[];
  readonly columns: readonly string[];
  readonly hit: string;
  readonly benign: string;
  readonly source: string;
  readonly template: string;
}

/** An index (`queries`), or one query (`query`) with its KQL where nothing is missing. */
export const libraryOutput = z.object({
  queries: z
    .array(z.custom<QueryLine>())
    .readonly()
    .optional()
    .describe("{name, title, topic, techniques[], required[], description?}"),
  query: z
    .custom<QueryEntry>()
    .optional()
    .describe(
      "{name, title, tables[], parameters[]: {name, type, required, default?, example?}, columns[], hit, benign, template, …}",
    ),
  kql: z.string().optional().describe("Ready to run"),
  notes: z.array(z.string()).readonly(),
});

export type LibraryAnswer = Readonly<z.infer<typeof libraryOutput>>;

const MOST_HITS = 12;
const MOST_WARNINGS = 10;

/** Every query with its title, and what could not be used of a team's files. */
export function libraryIndex({ queries, warnings }: Library): LibraryAnswer {
  const more = warnings.length - MOST_WARNINGS;
  return {
    queries: queries.map((query) => lineOf(query)),
    notes: [
      ...warnings.slice(0, MOST_WARNINGS),
      ...(more > 0 ? [`${more} more query files or queries are left out; the server's log names them.`] : []),
      "Call find_hunting_queries with name (and parameters) for the KQL.",
    ],
  };
}

/** The twelve queries that speak most of the words. */
export function librarySearch(library: Library, words: string): LibraryAnswer {
  const hits = library.search(words);
  const shown = hits.slice(0, MOST_HITS).map((query) => ({ ...lineOf(query), description: query.description }));
  const more = hits.length - shown.length;
  const notes = [
    ...(more > 0 ? [`${more} weaker hits are left out; add a word to narrow.`] : []),
    hits.length === 0
      ? "No query speaks of these words. Try others, or call find_hunting_queries without arguments for the index."
      : "Call find_hunting_queries with name (and parameters) for the KQL.",
  ];
  return { queries: shown, notes };
}

/**
 * A query in full, with its KQL unless required parameters are missing and none at all were given.
 * @param now milliseconds since 1970.
 * @throws UserError for parameters that are unknown, of the wrong form, or not all there.
 */
export function libraryEntry(query: LibraryQuery, given: GivenParameters | undefined, now: number): LibraryAnswer {
  const missing = missingParameters(query, given);
  if (given === undefined && missing.length > 0) {
    const note = `Call find_hunting_queries again with parameters for the KQL; required: ${missing.join(", ")}.`;
    return { query: entryOf(query), notes: [note] };
  }
  const kql = fillQuery(query, given ?? {}, now);
  return { query: entryOf(query), kql, notes: ["Pass the KQL to run_hunting_query as it is, or change it first."] };
}

function lineOf({ name, title, topic, techniques, parameters }: LibraryQuery): QueryLine {
  const required = parameters.filter((one) => one.default === undefined).map((one) => one.name);
  return { name, title, topic, techniques, required };
}

function entryOf(query: LibraryQuery): QueryEntry {
  const { required: _required, ...line } = lineOf(query);
  const { description, tables, columns, hit, benign, source } = query;
  const parameters = query.parameters.map(parameterLine);
  return {
    ...line,
    description,
    tables,
    parameters,
    columns,
    hit,
    benign,
    source,
    template: templateText(query.template),
  };
}

function parameterLine({ name, type, items, description, default: standard, example }: Parameter): ParameterLine {
  return {
    name,
    type: items === undefined ? type : `${type} of ${items}`,
    description,
    required: standard === undefined,
    ...(standard === undefined ? {} : { default: standard }),
    ...(example === undefined ? {} : { example }),
  };
}
