import { readFileSync, readdirSync } from "node:fs";
import type { LibraryQuery, Parameter } from "./library-query.ts";
import { readFormatString } from "./template/format-string.ts";
import { placeSlots } from "./template/place-slots.ts";

type ParameterEntry = Omit<Parameter, "name" | "aliases">;

/** An entry of a file in `queries/`. */
export interface QueryEntry extends Omit<LibraryQuery, "topic" | "parameters" | "source" | "template"> {
  /** Those that the file does not give for all its queries. */
  readonly parameters?: Readonly<Record<string, ParameterEntry>>;
  /** Lines of KQL; `{name}` is where a parameter's literal goes, quotes and all; braces are doubled. */
  readonly query: readonly string[];
}

/** A file of `queries/`. */
export interface QueryFile {
  readonly topic: string;
  /** Parameters that its queries may use. */
  readonly parameters: Readonly<Record<string, ParameterEntry>>;
  readonly queries: readonly QueryEntry[];
}

/** The queries shipped with this version, next to this module. */
const bundledDirectory = new URL("queries/", import.meta.url);

/** Reads the shipped queries: all `.json` files of `directory` (ends in a slash), in the order of their names. */
export function readBundledQueries(directory: URL = bundledDirectory): readonly LibraryQuery[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .flatMap((file) => {
      const content: QueryFile = JSON.parse(readFileSync(new URL(file, directory), "utf8"));
      return content.queries.map((entry) => queryOf(entry, content));
    });
}

function queryOf({ query, parameters: own, ...entry }: QueryEntry, file: QueryFile): LibraryQuery {
  const known = Object.entries({ ...own, ...file.parameters }).map(([name, parameter]) => ({
    ...parameter,
    ...own?.[name],
    name,
    aliases: [],
  }));
  const declared = new Map(known.map((parameter) => [parameter.name, parameter]));
  const { template, types } = placeSlots(readFormatString(query.join("\n")), declared);
  return {
    ...entry,
    topic: file.topic,
    parameters: known.filter(({ name }) => types.has(name)),
    source: "bundled",
    template,
  };
}
