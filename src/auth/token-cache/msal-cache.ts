import type { ICachePlugin } from "@azure/msal-node";
import type { Instance } from "../../instances/instance.ts";
import { partitionOf } from "./cache-path.ts";

/** MSAL's cache of one sign-in, as JSON, between its operations. */
export interface MsalCache {
  /** Empty when nothing is kept. @throws StoreError when a shared store cannot be asked. */
  load(): Promise<string>;
  /** Keeps what an operation has changed; never fails, because the token at hand is good without. @param before what it had loaded. */
  save(before: string, after: string): Promise<void>;
  /** @throws StoreError when it cannot be forgotten. */
  forget(): Promise<void>;
}

/** Caches of one person that every replica finds, by {@link sharedPartition}. */
export interface SharedTokens {
  of(partition: string): MsalCache;
  /** Whether there are tokens, for each of the partitions. @throws StoreError when the store cannot be asked. */
  has(partitions: readonly string[]): Promise<readonly boolean[]>;
}

/** What tokens are shared within between replicas: one instance, which may be signed out of without the others. */
export const sharedPartition = (instance: Instance): string => `${instance.name}|${partitionOf(instance)}`;

/**
 * Most characters of a cache: MSAL keeps the tokens of every assertion it was ever given, and one more round trip costs less than keeping
 * them.
 */
export const MOST_CACHE_CHARACTERS = 200_000;

export function createMsalCacheInMemory(): MsalCache {
  let content = "";
  return {
    load: () => Promise.resolve(content),
    save(_, after) {
      content = after.length > MOST_CACHE_CHARACTERS ? "" : after;
      return Promise.resolve();
    },
    forget() {
      content = "";
      return Promise.resolve();
    },
  };
}

/** Lets one MSAL client use the cache: a plugin of its own for each client, because it remembers what that one has loaded. */
export function cachePluginOf(cache: MsalCache): ICachePlugin {
  let loaded = "";
  return {
    async beforeCacheAccess({ tokenCache }) {
      loaded = await cache.load();
      tokenCache.deserialize(loaded);
    },
    async afterCacheAccess({ cacheHasChanged, tokenCache }) {
      if (cacheHasChanged) await cache.save(loaded, tokenCache.serialize());
    },
  };
}
