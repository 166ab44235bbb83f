import { describe, expect, it } from "vitest";
import type { MsalCache } from "../../../src/auth/token-cache/msal-cache.ts";
import { hasRedis } from "../../support/redis-server.ts";
import { useStoreBench } from "./fixture.ts";

const HOUR_S = 3_600;

const namesIn = (content: string): readonly string[] =>
  content === "" ? [] : Object.keys(Object(JSON.parse(content)).AccessToken).toSorted();

describe.runIf(hasRedis())("tokens that replicas share", () => {
  const bench = useStoreBench();
  const caches = (owner: string, partition = "p"): readonly [MsalCache, MsalCache] => [
    bench.open().tokensOf(owner).of(partition),
    bench.open().tokensOf(owner).of(partition),
  ];
  const seconds = () => Math.floor(bench.clock.now / 1_000);
  const tokens = (...names: readonly string[]) => cacheOf(Object.fromEntries(names.map((name) => [name, HOUR_S])));
  const cacheOf = (lifetimes: Readonly<Record<string, number>>): string =>
    JSON.stringify({
      AccessToken: Object.fromEntries(
        Object.entries(lifetimes).map(([name, life]) => [
          `alice-${name}`,
          { secret: `canary-${name}`, expires_on: String(seconds() + life) },
        ]),
      ),
    });
  const ttlMs = async (): Promise<number> => {
    const keys = (await bench.redis.command("KEYS", "*")).split("\n");
    expect(keys).toHaveLength(1);
    return Number(await bench.redis.command("PTTL", keys[0] ?? ""));
  };

  it("are those of one person and one application", async () => {
    const [a, b] = caches("alice");
    await a.save("", tokens("one"));
    expect(JSON.parse(await b.load())).toEqual(JSON.parse(tokens("one")));
    expect(await caches("bob")[0].load()).toBe("");
    expect(await caches("alice", "other")[0].load()).toBe("");
  });

  it("are not lost when replicas refresh at the same time", async () => {
    const [a, b] = caches("race");
    await a.save("", tokens("old"));
    const [seenByA, seenByB] = [await a.load(), await b.load()];
    await Promise.all([a.save(seenByA, tokens("old", "a")), b.save(seenByB, tokens("old", "b"))]);
    expect(namesIn(await a.load())).toEqual(["alice-a", "alice-b", "alice-old"]);
  });

  it("stay forgotten when another replica was using them", async () => {
    const [a, b] = caches("forgotten");
    await a.save("", tokens("old"));
    const seen = await b.load();
    await a.forget();
    await b.save(seen, tokens("old", "fresh"));
    expect(namesIn(await a.load())).toEqual(["alice-fresh"]);
  });

  it("that MSAL has removed are removed, and those that have expired", async () => {
    const [a, b] = caches("removed");
    await a.save("", cacheOf({ long: HOUR_S, short: 10, gone: HOUR_S }));
    const seen = await a.load();
    bench.clock.now += 11_000;
    const { AccessToken } = JSON.parse(seen);
    delete AccessToken["alice-gone"];
    await a.save(seen, JSON.stringify({ AccessToken }));
    expect(namesIn(await b.load())).toEqual(["alice-long"]);
  });

  it("live as long as the one that is valid longest, whoever wrote it", async () => {
    await bench.redis.command("FLUSHALL");
    const [a, b] = caches("time");
    await a.save("", cacheOf({ long: HOUR_S }));
    await b.save("", cacheOf({ short: 60 }));
    expect(await ttlMs()).toBeGreaterThan((HOUR_S - 60) * 1_000);
    await b.save("", cacheOf({ longer: 2 * HOUR_S }));
    expect(await ttlMs()).toBeGreaterThan((2 * HOUR_S - 60) * 1_000);
  });

  it("are never left without an end", async () => {
    await bench.redis.command("FLUSHALL");
    await caches("end")[0].save("", JSON.stringify({ Account: { a: { home_account_id: "canary-home" } } }));
    expect(await ttlMs()).toBeGreaterThan(0);
  });

  it("start afresh instead of growing without end", async () => {
    const [a, b] = caches("growth");
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`token-number-${n}`, HOUR_S]));
    await a.save("", cacheOf(many));
    expect((await b.load()).length).toBe(0);
    await b.save("", tokens("fresh"));
    expect(namesIn(await a.load())).toEqual(["alice-fresh"]);
  });

  it("show nothing of themselves in a dump", async () => {
    await caches("tenant:alice", "global||tenant|app")[0].save("", tokens("secret"));
    const dump = await bench.redis.dump();
    expect(dump.includes("dhm:")).toBe(true);
    expect(["canary", "alice", "tenant", "AccessToken", "global"].filter((word) => dump.includes(word))).toEqual([]);
  });

  it("that do not open are as if they were not there, and the log says so", async () => {
    await bench.redis.command("FLUSHALL");
    const [a] = caches("broken");
    await a.save("", tokens("x"));
    const [key = ""] = (await bench.redis.command("KEYS", "*")).split("\n");
    const [field = ""] = (await bench.redis.command("HKEYS", key)).split("\n");
    await bench.redis.command("HSET", key, field, "forged");
    expect(await a.load()).toBe("");
    expect(bench.logged.join("")).toContain("does not open with the seal key");
  });

  it("cannot be had or forgotten without the store; what cannot be saved is logged and lost to nobody but the others", async () => {
    const [a] = caches("away");
    await a.load();
    await bench.redis.kill();
    await expect(a.load()).rejects.toMatchObject({ name: "StoreError", code: "store_unavailable" });
    await expect(a.forget()).rejects.toMatchObject({ name: "StoreError" });
    await expect(a.save("", tokens("x"))).resolves.toBeUndefined();
    expect(bench.logged.join("")).toContain("tokens could not be shared");
    await bench.redis.start();
  });
});
