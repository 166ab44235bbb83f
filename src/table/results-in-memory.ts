import type { KeptResults } from "./kept-results.ts";
import { unknownResult, withHandle, type HandleOptions } from "./result-handle.ts";
import { createResultShelf, type ShelfOptions } from "./result-shelf.ts";
import { estimateBytes } from "./table-size.ts";

export type KeptResultsOptions = ShelfOptions & HandleOptions;

/**
 * Kept results of one person in this process. When a limit is reached, the least recently used result goes first; a result that is larger
 * than all the memory allowed is answered once with a warning and not kept.
 */
export function createKeptResults(options: KeptResultsOptions): KeptResults {
  const shelf = createResultShelf(options);
  return {
    keep(result) {
      const bytes = estimateBytes(result.table);
      const kept = withHandle(result, bytes, options);
      if (bytes <= options.maxBytes) shelf.put(kept, bytes);
      return Promise.resolve(kept);
    },
    find(id) {
      const result = shelf.get(id);
      return result === undefined ? Promise.reject(unknownResult(id)) : Promise.resolve(result);
    },
    list: () => Promise.resolve(shelf.list()),
  };
}
