import { z } from "zod";
import { UserError } from "../errors.ts";
import type { LibraryQuery } from "../library/library-query.ts";
import type { Library } from "../library/library.ts";
import { quoted } from "../visible-text.ts";
import { libraryEntry, libraryIndex, libraryOutput, librarySearch, type LibraryAnswer } from "./library-answer.ts";
import { defineTool, type ToolDeps } from "./tool.ts";

const LONGEST_NAME = 128;

const input = z.strictObject({
  search: z.string().max(200).optional().describe("Words or an ATT&CK id, e.g. inbox rule or T1003"),
  name: z.string().max(LONGEST_NAME).optional().describe("Name of a query"),
  parameters: z.record(z.string(), z.unknown()).optional().describe("Values for the query of that name"),
});

export const findHuntingQueriesTool = defineTool({
  name: "find_hunting_queries",
  title: "Find hunting queries",
  description:
    "Library of ready hunting queries: an index without arguments, queries by search words, or one by name as KQL with its parameters filled in safely. Costs no quota.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output: libraryOutput,
  aliases: { query: "search", query_name: "name", params: "parameters" },
  async run(wish, deps) {
    return { kind: "library", data: await findHuntingQueries(wish, deps) };
  },
});

/**
 * The query of `name` with its KQL, else those that `search` finds, else the index.
 * @throws UserError when there is no such query, or its parameters do not fit.
 */
export async function findHuntingQueries(
  { search, name, parameters }: z.infer<typeof input>,
  { library: load, now }: Pick<ToolDeps, "library" | "now">,
): Promise<LibraryAnswer> {
  const library = await load();
  if (name === undefined) {
    if (parameters !== undefined)
      throw new UserError("parameters needs the name of a query.", { nextStep: "Give name too." });
    return search === undefined ? libraryIndex(library) : librarySearch(library, search);
  }
  return libraryEntry(queryNamed(library, name), parameters, now());
}

/** The query of this name. @throws UserError when there is none, with the nearest name. */
export function queryNamed(library: Library, name: string): LibraryQuery {
  const query = library.find(name);
  if (query !== undefined) return query;
  const near = library.suggest(name);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  throw new UserError(`There is no query ${quoted(name, LONGEST_NAME)} in the library.${hint}`, {
    nextStep: "Call find_hunting_queries with search, or without arguments for the index.",
  });
}
