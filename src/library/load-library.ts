import type { Catalogue } from "../schema/catalogue.ts";
import { readBundledQueries } from "./bundled-queries.ts";
import { createLibrary, type Library } from "./library.ts";
import { readQueryPaths } from "./msticpy/read-query-paths.ts";

export interface LibrarySources {
  /** Absolute paths of a team's query files and folders, in MSTICPy's YAML format. */
  readonly paths: readonly string[];
  readonly catalogue: () => Catalogue;
}

/** The shipped queries, then a team's own. Never fails because of a team's files: what they cannot give is among the warnings. */
export async function loadLibrary({ paths, catalogue }: LibrarySources): Promise<Library> {
  const bundled = readBundledQueries();
  if (paths.length === 0) return createLibrary(bundled);
  const { queries, warnings } = await readQueryPaths(paths, (name) => catalogue().table(name) !== undefined);
  return createLibrary([...bundled, ...queries], warnings);
}
