import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createLog } from "../../../src/log.ts";
import { createRedactor, Secret } from "../../../src/secrets.ts";
import { openReplicas, type Replicas } from "../../../src/store/replicas.ts";
import type { KeptResults, NewResult } from "../../../src/table/kept-results.ts";
import type { KeptResultsOptions } from "../../../src/table/results-in-memory.ts";
import { tableFromRows, type Cell } from "../../../src/table/table.ts";
import { startRedis, type TestRedis, type TestRedisOptions } from "../../support/redis-server.ts";

/** Replicas over one Redis; those that a test opens are closed after it. */
export interface StoreBench {
  readonly redis: TestRedis;
  readonly logged: readonly string[];
  /** Milliseconds since 1970, as the replicas see it. */
  readonly clock: { now: number };
  open(options?: { readonly url?: string; readonly sealKey?: Uint8Array }): Replicas;
}

/** One Redis for the tests of the surrounding block. */
export function useStoreBench(options: TestRedisOptions = {}): StoreBench {
  let redis: TestRedis | undefined;
  const sealKey = randomBytes(32);
  const opened: Replicas[] = [];
  const logged: string[] = [];
  const clock = { now: Date.now() };
  const running = (): TestRedis => {
    if (redis === undefined) throw new Error("No Redis.");
    return redis;
  };
  beforeAll(async () => {
    redis = await startRedis(options);
  });
  afterAll(() => redis?.close());
  afterEach(() => {
    for (const replicas of opened.splice(0)) replicas.close();
    logged.length = 0;
    clock.now = Date.now();
  });
  return {
    get redis() {
      return running();
    },
    logged,
    clock,
    open(given = {}) {
      const replicas = openReplicas({
        url: new Secret(given.url ?? running().url),
        sealKey: given.sealKey ?? sealKey,
        log: createLog("trace", createRedactor(), { write: (line: string) => logged.push(line) > 0 }),
        now: () => clock.now,
      });
      opened.push(replicas);
      return replicas;
    },
  };
}

export const resultOf = (...cells: readonly Cell[]): NewResult => ({
  table: tableFromRows(
    [{ name: "Cell", type: "string" }],
    cells.map((cell) => [cell]),
  ),
  origin: "service",
  instances: ["Contoso"],
  tenantId: "t",
  query: "canary-query",
  warnings: [],
  stats: { elapsedMs: 1, responseBytes: 1, requestId: "r" },
  atServiceLimit: false,
});

/** One person's results as a replica has them. */
export function resultsIn(
  replicas: Replicas,
  { clock }: Pick<StoreBench, "clock">,
  owner: string,
  options: Partial<KeptResultsOptions> = {},
): KeptResults {
  return replicas.resultsOf(owner, {
    maxResults: 3,
    maxBytes: 100_000,
    minutes: 30,
    now: () => clock.now,
    randomId: () => randomBytes(16).toString("hex"),
    ...options,
  });
}
