import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hasRedis } from "../../support/redis-server.ts";
import type { KeptResults } from "../../../src/table/kept-results.ts";
import { resultOf, resultsIn, useStoreBench } from "./fixture.ts";

const kilobyte = "x".repeat(1024);
const CANARIES = ["canary-cell", "canary-query", "Contoso", "contoso:alice"];

const ids = async (results: KeptResults) => (await results.list()).map(({ id }) => id);

describe.runIf(hasRedis())("results that replicas share", () => {
  const bench = useStoreBench();
  /** The same person in two replicas. */
  const pair = (owner: string, options = {}) =>
    [bench.open(), bench.open()].map((replicas) => resultsIn(replicas, bench, owner, options));

  it("are found and listed in each of them, with everything they came with", async () => {
    const [a, b] = pair("alice");
    const kept = await a?.keep(resultOf("one", 2n ** 60n, { deep: [null] }));
    const found = await b?.find(kept?.id ?? "");
    expect(found).toEqual(kept);
    expect(await b?.list()).toEqual([{ id: kept?.id, instances: ["Contoso"], expiresAt: kept?.expiresAt }]);
  });

  it("of another person look like those that never were", async () => {
    const replicas = bench.open();
    const { id } = await resultsIn(replicas, bench, "contoso:bob").keep(resultOf("a"));
    const stranger = resultsIn(replicas, bench, "contoso:eve");
    const unknown = `r_${"0".repeat(32)}`;
    const foreign: unknown = await stranger.find(id).catch((error: unknown) => error);
    const never: unknown = await stranger.find(unknown).catch((error: unknown) => error);
    expect(String(foreign).replace(id, "ID")).toBe(String(never).replace(unknown, "ID"));
    expect(await ids(stranger)).toEqual([]);
  });

  it("make room over all replicas: whichever was not used for longest in any of them goes", async () => {
    const [a, b] = pair("bounds");
    if (a === undefined || b === undefined) throw new Error("Two replicas are needed.");
    const kept: string[] = [];
    for (const [n, results] of [a, b, a].entries()) {
      bench.clock.now += 1;
      kept.push((await results.keep(resultOf(`${n}`))).id);
    }
    bench.clock.now += 1;
    await b.find(kept[0] ?? "");
    bench.clock.now += 1;
    const newest = await b.keep(resultOf("d"));
    expect(await ids(a)).toEqual([kept[2], kept[0], newest.id]);
    await expect(a.find(kept[1] ?? "")).rejects.toThrow("There is no kept result");
  });

  it("stay within the bytes allowed", async () => {
    const [a, b] = pair("bytes", { maxResults: 100, maxBytes: 10_000 });
    for (let n = 0; n < 5; n += 1) {
      bench.clock.now += 1;
      await (n % 2 === 0 ? a : b)?.keep(resultOf(kilobyte, kilobyte, kilobyte));
    }
    expect(await a?.list()).toHaveLength(3);
    const large = await a?.keep(resultOf(...Array.from({ length: 20 }, () => kilobyte)));
    expect(large?.warnings).toEqual([expect.stringContaining("kept-bytes")]);
    expect(await b?.list()).toHaveLength(3);
  });

  it("keep within the bounds when replicas keep at the same time", async () => {
    const results = pair("race");
    await Promise.all(Array.from({ length: 40 }, async (_, n) => results[n % 2]?.keep(resultOf(`${n}`))));
    expect(await results[0]?.list()).toHaveLength(3);
    // Neither a value nor an index entry is left of the others.
    expect(await bench.redis.command("DBSIZE")).toBe(String(await expectedKeys()));
  });

  /** Keys of the persons above: a hash and a set each, and their results. */
  async function expectedKeys(): Promise<number> {
    const owners = ["alice", "contoso:bob", "bounds", "bytes", "race"];
    const replicas = bench.open();
    const counts = await Promise.all(
      owners.map(async (owner) => (await ids(resultsIn(replicas, bench, owner))).length),
    );
    return counts.reduce((sum, count) => sum + count + 2, 0);
  }

  it("expire on time in every replica, copies too, and leave nothing in the store", async () => {
    const [a, b] = pair("expiry", { minutes: 1 / 60 });
    const kept = await a?.keep(resultOf("a"));
    await b?.find(kept?.id ?? "");
    const before = Number(await bench.redis.command("DBSIZE"));
    await expect.poll(async () => Number(await bench.redis.command("DBSIZE")), { timeout: 5_000 }).toBe(before - 3);
    for (const results of [a, b]) await expect(results?.find(kept?.id ?? "")).rejects.toThrow("no kept result");
  });

  it("are gone in the replica that has a copy when the store lost them", async () => {
    const [a] = pair("lost");
    const kept = await a?.keep(resultOf("a"));
    await bench.redis.command("FLUSHALL");
    await expect(a?.find(kept?.id ?? "")).rejects.toThrow("There is no kept result");
    expect(await a?.list()).toEqual([]);
  });

  it("do not open at another's place, with another key, or after their time, whoever writes to the store", async () => {
    const replicas = bench.open();
    const alice = resultsIn(replicas, bench, "contoso:alice");
    const eve = resultsIn(bench.open(), bench, "contoso:eve");
    await bench.redis.command("FLUSHALL");
    const { id } = await alice.keep(resultOf("a"));
    const own = await eve.keep(resultOf("b"));
    const [first = "", second = ""] = await largestKeys();
    // Each becomes a copy of the other.
    await bench.redis.command("COPY", first, "aside");
    await bench.redis.command("COPY", second, first, "REPLACE");
    await bench.redis.command("COPY", "aside", second, "REPLACE");
    const fresh = bench.open();
    await expect(resultsIn(fresh, bench, "contoso:eve").find(own.id)).rejects.toThrow("There is no kept result");
    await expect(resultsIn(fresh, bench, "contoso:alice").find(id)).rejects.toThrow("There is no kept result");
    expect(bench.logged.join("")).toContain("does not open with the seal key");
    const stranger = resultsIn(bench.open({ sealKey: randomBytes(32) }), bench, "contoso:alice");
    expect(await stranger.list()).toEqual([]);
  });

  it("whose life was prolonged in the store are over all the same", async () => {
    const alice = resultsIn(bench.open(), bench, "prolonged", { minutes: 1 / 60 });
    await bench.redis.command("FLUSHALL");
    const { id } = await alice.keep(resultOf("a"));
    for (const key of (await bench.redis.command("KEYS", "*")).split("\n")) await bench.redis.command("PERSIST", key);
    bench.clock.now += 60_000;
    await expect(resultsIn(bench.open(), bench, "prolonged").find(id)).rejects.toThrow("There is no kept result");
    expect(await alice.list()).toEqual([]);
  });

  /** Names of the two values that are results. */
  async function largestKeys(): Promise<readonly string[]> {
    const keys = (await bench.redis.command("KEYS", "*")).split("\n");
    const types = await Promise.all(keys.map((key) => bench.redis.command("TYPE", key)));
    return keys.filter((_, n) => types[n] === "string");
  }

  it("show nothing of themselves in a dump, large or small", async () => {
    const alice = resultsIn(bench.open(), bench, "contoso:alice", { maxBytes: 10_000_000 });
    await alice.keep(resultOf("canary-cell"));
    await alice.keep(resultOf(...Array.from({ length: 5_000 }, (_, n) => `canary-cell ${n}`)));
    const dump = await bench.redis.dump();
    expect(dump.includes("dhm:")).toBe(true);
    expect(CANARIES.filter((canary) => dump.includes(canary))).toEqual([]);
  });
});
