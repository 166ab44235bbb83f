import { UserError } from "../errors.ts";
import type { KeptResult, KeptResults, NewResult } from "./kept-results.ts";
import type { Table } from "./table.ts";
import { estimateBytes } from "./table-size.ts";

export interface KeptResultsOptions {
  readonly maxResults: number;
  /** Estimated bytes of all kept tables together. */
  readonly maxBytes: number;
  readonly minutes: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** At least 128 random bits in characters of base64url or hex. */
  readonly randomId: () => string;
  /** Runs `action` after `ms` milliseconds, so that rows are forgotten on time even when nobody calls; without it the next call forgets them. */
  readonly later?: (ms: number, action: () => void) => void;
  /** Told the id of every result that is forgotten, so that copies elsewhere go too. */
  readonly onForget?: (id: string) => void;
}

interface Entry {
  readonly table: Table;
  readonly listing: Omit<KeptResult, "table">;
  readonly bytes: number;
}

/**
 * Kept results of one person in this process. When a limit is reached, the least recently used result goes first; a result that is larger
 * than all the memory allowed is answered once with a warning and not kept.
 */
export function createKeptResults(options: KeptResultsOptions): KeptResults {
  const entries = new Map<string, Entry>();
  const forget = (id: string) => {
    entries.delete(id);
    options.onForget?.(id);
  };
  const forgetExpired = () => {
    for (const [id, entry] of entries) if (entry.listing.expiresAt <= options.now()) forget(id);
  };
  return {
    keep(result) {
      forgetExpired();
      const bytes = estimateBytes(result.table);
      const kept = withHandle(result, bytes, options);
      if (bytes > options.maxBytes) return Promise.resolve(kept);
      for (const id of leastUsed(entries, options.maxResults - 1, options.maxBytes - bytes)) forget(id);
      const { table, ...listing } = kept;
      entries.set(kept.id, { table, listing, bytes });
      options.later?.(options.minutes * 60_000, forgetExpired);
      return Promise.resolve(kept);
    },
    find(id) {
      forgetExpired();
      const entry = entries.get(id);
      if (entry === undefined) return Promise.reject(unknownResult(id));
      entries.delete(id);
      entries.set(id, entry);
      return Promise.resolve({ ...entry.listing, table: entry.table });
    },
    list() {
      forgetExpired();
      return Promise.resolve([...entries.values()].map((entry) => entry.listing));
    },
  };
}

function withHandle(result: NewResult, bytes: number, options: KeptResultsOptions): KeptResult {
  const tooLarge = bytes > options.maxBytes;
  return {
    ...result,
    id: `r_${options.randomId()}`,
    expiresAt: options.now() + (tooLarge ? 0 : options.minutes * 60_000),
    warnings: tooLarge ? [...result.warnings, tooLargeWarning(bytes, options.maxBytes)] : result.warnings,
  };
}

function tooLargeWarning(bytes: number, maxBytes: number): string {
  return (
    `This result takes about ${megabytes(bytes)} MB of memory, more than the ${megabytes(maxBytes)} MB allowed (kept-bytes), so it is not kept: ` +
    "its result_id does not work. Summarize or project fewer columns to get all of it."
  );
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1_048_576);

/** The results that must go so that at most so many, and so many bytes, remain; least recently used first. */
function leastUsed(entries: ReadonlyMap<string, Entry>, maxResults: number, maxBytes: number): readonly string[] {
  let bytes = 0;
  for (const entry of entries.values()) bytes += entry.bytes;
  const going: string[] = [];
  for (const [id, entry] of entries) {
    if (entries.size - going.length <= maxResults && bytes <= maxBytes) break;
    going.push(id);
    bytes -= entry.bytes;
  }
  return going;
}

function unknownResult(id: string): UserError {
  const name = /^r_[\w-]{1,64}$/.test(id) ? ` ${id}` : " of that id";
  return new UserError(`There is no kept result${name}: it never existed, has expired, or made room for newer ones.`, {
    nextStep: "Run the query again with run_hunting_query and use the result_id of its answer.",
  });
}
