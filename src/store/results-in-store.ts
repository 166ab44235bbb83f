import type { KeptResults } from "../table/kept-results.ts";
import { notKept, unknownResult, withHandle } from "../table/result-handle.ts";
import { createResultShelf } from "../table/result-shelf.ts";
import type { KeptResultsOptions } from "../table/results-in-memory.ts";
import { estimateBytes } from "../table/table-size.ts";
import type { StoreAccess } from "./store-access.ts";
import { StoredResults } from "./stored-results.ts";

const MOST_COPIES = 5;

const NOT_KEPT =
  "This result could not be kept, because the store that the replicas of this server share cannot be used now: its result_id does not work. " +
  "Run the query again later for paging and refining.";

/**
 * Kept results of one person that every replica finds. The bounds hold over all replicas; a store that cannot be used costs the handle of
 * a new result and never its rows. A replica keeps copies of what it used last, and gives one out only when the store still has the result.
 * @param owner the principal's key.
 */
export function createResultsInStore(access: StoreAccess, owner: string, options: KeptResultsOptions): KeptResults {
  const stored = new StoredResults(access, owner, options.now);
  const copies = createResultShelf({ ...options, maxResults: Math.min(options.maxResults, MOST_COPIES) });
  return {
    async keep(result) {
      const bytes = estimateBytes(result.table);
      const kept = withHandle(result, bytes, options);
      if (bytes > options.maxBytes) return kept;
      try {
        await stored.put(kept, bytes, options);
      } catch (error) {
        const reason = error instanceof Error ? error.message : typeof error;
        access.log.warn({ reason }, "a result could not be kept in the shared store");
        return notKept(kept, NOT_KEPT, options.now());
      }
      copies.put(kept, bytes);
      return kept;
    },
    async find(id) {
      const copy = copies.get(id);
      if (copy !== undefined && (await stored.has(id))) return copy;
      copies.remove(id);
      const kept = copy === undefined ? await stored.get(id) : undefined;
      if (kept === undefined) throw unknownResult(id);
      copies.put(kept, estimateBytes(kept.table));
      return kept;
    },
    list: () => stored.list(),
  };
}
