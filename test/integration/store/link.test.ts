import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "../../../src/log.ts";
import { createRedactor, Secret } from "../../../src/secrets.ts";
import { openRedisLink, type StoreLink } from "../../../src/store/redis-link.ts";
import { openReplicas } from "../../../src/store/replicas.ts";
import { createServerIdentity } from "../../support/emulator/certificates.ts";
import { hasRedis, startRedis, type TestRedis, type TestRedisOptions } from "../../support/redis-server.ts";
import { resultOf, resultsIn, useStoreBench } from "./fixture.ts";

const PASSWORD = "canary-redis-password";
/** The rights that the operators' part of the README gives. */
const RIGHTS = /~dhm:\* ([+\w ]+)`/.exec(readFileSync("README.md", "utf8"))?.[1] ?? "";
const logged: string[] = [];
const links: StoreLink[] = [];
const servers: { close(): unknown }[] = [];

function open(url: string): StoreLink {
  const log = createLog("trace", createRedactor(), { write: (line: string) => logged.push(line) > 0 });
  const link = openRedisLink(new Secret(url), log);
  links.push(link);
  return link;
}
async function start(options: TestRedisOptions): Promise<TestRedis> {
  const redis = await startRedis(options);
  servers.push(redis);
  return redis;
}
const withUser = (url: string, user: string) => url.replace("//", `//${user}@`);
const ready = (link: StoreLink) => expect.poll(() => link.isReady(), { timeout: 10_000 }).toBe(true);
const reasons = () => logged.flatMap((line) => Object(JSON.parse(line)).reason ?? []);

afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  logged.length = 0;
});

describe.runIf(hasRedis())("the way to the store", () => {
  it("signs in with a password", async () => {
    const redis = await start({ password: PASSWORD });
    const link = open(withUser(redis.url, `:${PASSWORD}`));
    expect(
      await link.run([
        ["SET", "k", "v"],
        ["GET", "k"],
      ]),
    ).toEqual(["OK", Buffer.from("v")]);
    const wrong = open(withUser(redis.url, ":wrong-password"));
    await expect(wrong.run([["GET", "k"]])).rejects.toMatchObject({ name: "StoreError" });
    expect(await wrong.isReady()).toBe(false);
    expect(reasons()).toEqual(["WRONGPASS"]);
    expect(logged.join("")).not.toMatch(/wrong-password|canary/);
  });

  it("needs no more rights than the README names, and says which one is missing", async () => {
    const redis = await start({
      users: [
        "user default on nopass ~* +@all",
        `user hunting on >${PASSWORD} ~dhm:* ${RIGHTS}`,
        `user reader on >${PASSWORD} ~dhm:* +ping +multi +exec +get`,
      ],
    });
    const url = new Secret(withUser(redis.url, `hunting:${PASSWORD}`));
    const log = createLog("trace", createRedactor(), { write: (line: string) => logged.push(line) > 0 });
    const replicas = openReplicas({ url, sealKey: randomBytes(32), log, now: Date.now });
    links.push({ ...replicas, run: () => Promise.resolve([]) });
    const results = resultsIn(replicas, { clock: { now: Date.now() } }, "alice", { maxResults: 1 });
    await results.keep(resultOf("a"));
    const { id } = await results.keep(resultOf("b"));
    expect(await results.list()).toHaveLength(1);
    await results.find(id);
    const tokens = replicas.tokensOf("alice").of("p");
    await tokens.save("", JSON.stringify({ AccessToken: { a: { expires_on: "9999999999" } } }));
    await tokens.save(await tokens.load(), JSON.stringify({ AccessToken: {} }));
    await tokens.forget();
    expect(reasons()).toEqual([]);
    const link = open(url.reveal());
    await expect(link.run([["SET", "other", "v"]])).rejects.toThrow("refuses a command (NOPERM)");
    const reader = open(withUser(redis.url, `reader:${PASSWORD}`));
    await ready(reader);
    await expect(reader.run([["SET", "dhm:x", "v"]])).rejects.toThrow("NOPERM");
  });

  it("goes over TLS to whom the certificate names, and to nobody else", async () => {
    const redis = await start({ tls: await createServerIdentity() });
    const link = open(redis.url);
    await expect(link.run([["GET", "k"]])).rejects.toMatchObject({ name: "StoreError" });
    expect(reasons().join(" ")).toMatch(/CERT|SELF_SIGNED/);
  });

  it("says what the store refuses, and stays open", async () => {
    const redis = await start({});
    const link = open(redis.url);
    await redis.command("CONFIG", "SET", "maxmemory", "1mb");
    await expect(link.run([["SET", "k", "x".repeat(2_000_000)]])).rejects.toThrow("refuses a command (OOM)");
    await redis.command("CONFIG", "SET", "maxmemory", "0");
    await expect(
      link.run([
        ["SET", "k", "v"],
        ["HGETALL", "k"],
      ]),
    ).rejects.toThrow("refuses a command (WRONGTYPE)");
    expect(await link.run([["GET", "k"]])).toEqual([Buffer.from("v")]);
  });

  it("never mixes the answers of callers", async () => {
    const link = open((await start({})).url);
    const asked = Array.from({ length: 200 }, (_, n) =>
      link.run([
        ["SET", `k${n}`, `v${n}`],
        ["GET", `k${n}`],
      ]),
    );
    for (const [n, replies] of (await Promise.all(asked)).entries()) expect(replies[1]).toEqual(Buffer.from(`v${n}`));
  });
});

describe.runIf(hasRedis())("a store that is lost", () => {
  const bench = useStoreBench();

  it("fails calls soon, is not ready, and serves again when it is back", async () => {
    const replicas = bench.open();
    const results = resultsIn(replicas, bench, "alice");
    const { id } = await results.keep(resultOf("a"));
    expect(await replicas.isReady()).toBe(true);
    await bench.redis.kill();
    await expect.poll(() => replicas.isReady()).toBe(false);
    const began = performance.now();
    await expect(results.find(id)).rejects.toMatchObject({
      code: "store_unavailable",
      nextStep: expect.stringContaining("redis-url"),
    });
    expect(performance.now() - began).toBeLessThan(10_000);
    const kept = await results.keep(resultOf("rows that were fetched"));
    expect(kept.table.rowCount).toBe(1);
    expect(kept.warnings).toEqual([expect.stringContaining("could not be kept")]);
    expect(kept.expiresAt).toBeLessThanOrEqual(bench.clock.now);
    await bench.redis.start();
    await expect.poll(() => replicas.isReady(), { timeout: 20_000 }).toBe(true);
    await expect(results.find(id)).rejects.toThrow("There is no kept result");
    const again = await results.keep(resultOf("b"));
    expect(await results.find(again.id)).toEqual(again);
  });

  it("is waited for when it starts later than the replica", async () => {
    await bench.redis.kill();
    const replicas = bench.open();
    const results = resultsIn(replicas, bench, "early");
    await expect(results.list()).rejects.toMatchObject({ name: "StoreError" });
    await bench.redis.start();
    await expect.poll(() => replicas.isReady(), { timeout: 20_000 }).toBe(true);
    expect(await results.list()).toEqual([]);
    // Told once, however often it was tried.
    expect(bench.logged.filter((line) => line.includes("cannot be used"))).toHaveLength(1);
  });

  it("is given up when it stops answering with its connections open", async () => {
    const replicas = bench.open();
    const results = resultsIn(replicas, bench, "frozen");
    const kept = await results.keep(resultOf("a"));
    bench.redis.freeze();
    expect(await replicas.isReady()).toBe(false);
    await expect(results.find(kept.id)).rejects.toMatchObject({ name: "StoreError" });
    bench.redis.thaw();
    await expect.poll(() => replicas.isReady(), { timeout: 20_000 }).toBe(true);
    expect(await results.find(kept.id)).toEqual(kept);
  });
});
