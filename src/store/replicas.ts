import type { SharedTokens } from "../auth/token-cache/msal-cache.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secrets.ts";
import type { KeptResults } from "../table/kept-results.ts";
import type { KeptResultsOptions } from "../table/results-in-memory.ts";
import { openRedisLink } from "./redis-link.ts";
import { createReplicaKeys } from "./replica-keys.ts";
import { createResultsInStore } from "./results-in-store.ts";
import { createTokensInStore } from "./tokens-in-store.ts";

/** What the replicas of a server share. */
export interface Replicas {
  /** Signs what travels through a client, the same in every replica. */
  readonly stateKey: Uint8Array;
  /** Kept results of the principal with that key. */
  resultsOf(owner: string, options: KeptResultsOptions): KeptResults;
  /** Tokens of the principal with that key. */
  tokensOf(owner: string): SharedTokens;
  /** Whether the store answers, found out within a second. */
  isReady(): Promise<boolean>;
  close(): void;
}

export interface ReplicasInputs {
  /** `redis://` or `rediss://`, with user and password. */
  readonly url: Secret;
  /** At least 32 random bytes. */
  readonly sealKey: Uint8Array;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Opens the store that replicas share; a store that does not answer yet is waited for in the background.
 * @throws ConfigError when the optional package for it is not installed.
 */
export function openReplicas({ url, sealKey, log, now }: ReplicasInputs): Replicas {
  const keys = createReplicaKeys(sealKey);
  const link = openRedisLink(url, log);
  const access = { link, keys, log };
  return {
    stateKey: keys.stateKey,
    resultsOf: (owner, options) => createResultsInStore(access, owner, options),
    tokensOf: (owner) => createTokensInStore(access, owner, now),
    isReady: () => link.isReady(),
    close: () => link.close(),
  };
}
