import type { KeptResult, ResultListing } from "./kept-results.ts";
import type { ResultMemory } from "./result-memory.ts";

export interface ShelfOptions {
  readonly maxResults: number;
  /** Estimated bytes of all tables together. */
  readonly maxBytes: number;
  /** The memory that is shared with other persons' results; without it only `maxBytes` bounds these. */
  readonly memory?: ResultMemory;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs `action` after `ms` milliseconds, so that rows are forgotten on time even when nobody calls; without it the next call forgets them. */
  readonly later?: (ms: number, action: () => void) => void;
  /** Told the id and the estimated bytes of every result that comes in. */
  readonly onKeep?: ((id: string, bytes: number) => void) | undefined;
  /** Told the id of every result that is forgotten, so that copies elsewhere go too. */
  readonly onForget?: (id: string) => void;
}

/** Results in the memory of this process, within bounds: whichever was not used for longest makes room. */
export interface ResultShelf {
  /** @param bytes estimated size of the table, not above the bound. */
  put(result: KeptResult, bytes: number): void;
  /** Undefined when there is no such result, or no longer. */
  get(id: string): KeptResult | undefined;
  remove(id: string): void;
  /** In the order in which they were last used. */
  list(): readonly ResultListing[];
}

interface Entry {
  readonly result: KeptResult;
  readonly bytes: number;
}

export function createResultShelf(options: ShelfOptions): ResultShelf {
  const entries = new Map<string, Entry>();
  const remove = (id: string) => {
    if (entries.delete(id)) options.onForget?.(id);
  };
  const sizes = () => [...entries].map(([id, { bytes }]) => ({ id, bytes }));
  const holder = {
    bytes: () => sumOf(sizes()),
    forgetOne() {
      const [oldest] = entries.keys();
      if (oldest !== undefined) remove(oldest);
    },
  };
  const forgetExpired = () => {
    for (const [id, { result }] of entries) if (result.expiresAt <= options.now()) remove(id);
  };
  return {
    put(result, bytes) {
      forgetExpired();
      for (const id of leastUsed(sizes(), options.maxResults - 1, options.maxBytes - bytes)) remove(id);
      options.memory?.makeRoom(holder, bytes);
      entries.set(result.id, { result, bytes });
      options.onKeep?.(result.id, bytes);
      options.later?.(result.expiresAt - options.now(), forgetExpired);
    },
    get(id) {
      forgetExpired();
      const entry = entries.get(id);
      if (entry === undefined) return undefined;
      entries.delete(id);
      entries.set(id, entry);
      return entry.result;
    },
    remove,
    list() {
      forgetExpired();
      return [...entries.values()].map(({ result: { id, instances, expiresAt } }) => ({ id, instances, expiresAt }));
    },
  };
}

interface Sized {
  readonly id: string;
  readonly bytes: number;
}

/** The results that must go so that at most so many, and so many bytes, remain. @param entries least recently used first. */
export function leastUsed(entries: readonly Sized[], maxResults: number, maxBytes: number): readonly string[] {
  let bytes = sumOf(entries);
  const going: string[] = [];
  for (const entry of entries) {
    if (entries.length - going.length <= maxResults && bytes <= maxBytes) break;
    going.push(entry.id);
    bytes -= entry.bytes;
  }
  return going;
}

function sumOf(entries: readonly Sized[]): number {
  let bytes = 0;
  for (const entry of entries) bytes += entry.bytes;
  return bytes;
}
