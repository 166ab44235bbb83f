import { nearestName } from "../nearest.ts";
import type { LibraryQuery } from "./library-query.ts";
import { createQuerySearch } from "./search-queries.ts";

/** The hunting queries at hand, shipped and a team's own. */
export interface Library {
  readonly queries: readonly LibraryQuery[];
  /** What could not be used of a team's files: file, query and reason, one sentence each. */
  readonly warnings: readonly string[];
  /** The query of this name; letter case and `-` or `_` do not matter, nor the data family where the rest is unique. */
  find(name: string): LibraryQuery | undefined;
  /** The name that an unknown one may stand for. */
  suggest(name: string): string | undefined;
  /** Queries that speak of the words, best first; a technique id finds its sub-techniques too. */
  search(words: string): readonly LibraryQuery[];
}

/** A library of these queries; of two with one name the first is kept, the other is a warning. */
export function createLibrary(all: readonly LibraryQuery[], warnings: readonly string[] = []): Library {
  const byName = new Map<string, LibraryQuery>();
  const doubled: string[] = [];
  for (const query of all) {
    if (byName.has(keyOf(query.name)))
      doubled.push(`${query.source}, query ${query.name}: the name is taken; the query is left out.`);
    else byName.set(keyOf(query.name), query);
  }
  const queries = [...byName.values()];
  return {
    queries,
    warnings: [...warnings, ...doubled],
    find: (name) =>
      byName.get(keyOf(name)) ?? onlyOne(queries.filter((query) => shortKeyOf(query.name) === keyOf(name))),
    suggest: (name) =>
      nearestName(
        name,
        queries.map((query) => query.name),
      ),
    search: createQuerySearch(queries),
  };
}

const keyOf = (name: string) => name.trim().toLowerCase().replaceAll("_", "-");
const shortKeyOf = (name: string) => keyOf(name.slice(name.lastIndexOf(".") + 1));
const onlyOne = <T>(found: readonly T[]) => (found.length === 1 ? found[0] : undefined);
