import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../src/config/command-line.ts";
import { readReplicaStore } from "../../../src/config/replica-store.ts";
import { createRedactor } from "../../../src/secrets.ts";

const KEY = randomBytes(32).toString("base64");
const URL_WITH_PASSWORD = "redis://hunting-server:canary-p%40ss@127.0.0.1:6380/2";

const redactor = createRedactor();
const complete = {
  DEFENDER_HUNTING_REDIS_URL: URL_WITH_PASSWORD,
  DEFENDER_HUNTING_SEAL_KEY: KEY,
  DEFENDER_HUNTING_STATELESS: "1",
  DEFENDER_HUNTING_AUTH: "entra",
};

const read = (env: Readonly<Record<string, string>>) =>
  readReplicaStore({
    settings: parseSettings(["http"], env, redactor),
    directories: { base: "/", home: "/" },
    redactor,
  });

describe("the store that replicas share", () => {
  it("is none unless it is asked for", async () => {
    expect(await read({})).toBeUndefined();
  });

  it("comes with the bytes of its key; user and password are known to the redactor", async () => {
    const store = await read(complete);
    expect(Buffer.from(store?.sealKey ?? []).toString("base64")).toBe(KEY);
    expect(store?.url.reveal()).toBe(URL_WITH_PASSWORD);
    expect(String(store?.url)).toBe("[secret]");
    for (const secret of ["canary-p@ss", "canary-p%40ss", "hunting-server", URL_WITH_PASSWORD, KEY]) {
      expect(redactor.redact(`a ${secret} b`)).toBe("a [secret] b");
    }
    expect(redactor.redact("the default instance")).toBe("the default instance");
  });

  it.each([randomBytes(32).toString("hex"), randomBytes(48).toString("base64url")])("takes the key %s", async (key) => {
    expect((await read({ ...complete, DEFENDER_HUNTING_SEAL_KEY: key }))?.sealKey.length).toBeGreaterThanOrEqual(32);
  });

  it.each([
    ["short", randomBytes(31).toString("base64")],
    ["a repeated word", "password".repeat(8)],
    ["of one digit", "0".repeat(64)],
    ["no base64", `${KEY}!`],
    ["a sentence", "the quick brown fox jumps over the lazy dog and again"],
  ])("refuses a key that is %s, and does not show it", async (_, key) => {
    const error: unknown = await read({ ...complete, DEFENDER_HUNTING_SEAL_KEY: key }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: "ConfigError", nextStep: expect.stringContaining("openssl rand") });
    expect(String(error)).not.toContain(key);
  });

  it.each([
    ["DEFENDER_HUNTING_SEAL_KEY", "the key that seals it is missing"],
    ["DEFENDER_HUNTING_STATELESS", "sessions of older clients"],
    ["DEFENDER_HUNTING_AUTH", "a sign-in that waits for its person"],
    ["DEFENDER_HUNTING_REDIS_URL", "there is nothing to seal"],
  ])("refuses to go on without %s", async (name, message) => {
    const others = Object.fromEntries(Object.entries(complete).filter(([key]) => key !== name));
    await expect(read(others)).rejects.toThrow(message);
  });

  it.each([
    "127.0.0.1:6379",
    "http://127.0.0.1",
    "redis:///0",
    "redis://host/zero",
    "redis://u:%zz@host",
    "redis://host?x=1",
  ])("refuses the address %s without showing it", (url) => {
    const start = () => parseSettings(["http"], { ...complete, DEFENDER_HUNTING_REDIS_URL: url }, redactor);
    expect(start).toThrow("DEFENDER_HUNTING_REDIS_URL: expected redis://");
    expect(start).not.toThrow(url);
  });

  it.each([
    ["redis://127.0.0.1", 0],
    ["redis://localhost:1", 0],
    ["redis://[::1]", 0],
    ["rediss://redis.example", 0],
    ["redis://redis.example", 1],
    ["redis://127.redis.example", 1],
  ])("%s gives %i warnings of a readable password", async (url, count) => {
    expect((await read({ ...complete, DEFENDER_HUNTING_REDIS_URL: url }))?.warnings).toHaveLength(count);
  });
});
