import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { configuredKey, keyringKey, openSystemKeyring } from "../../../../src/auth/token-cache/cache-key.ts";
import { createRedactor } from "../../../../src/secrets.ts";
import { useFolder } from "./temporary-folder.ts";

const at = useFolder();
const redactor = createRedactor();
const key = randomBytes(32);
const keyringOf = (stored: { secret: string | null }) => ({
  read: () => Promise.resolve(stored.secret),
  write: (secret: string) => Promise.resolve(void (stored.secret = secret)),
});

describe("the configured key", () => {
  it.each(["base64", "hex"] as const)("is read from the environment in %s form", async (form) => {
    const text = key.toString(form);
    expect(await configuredKey({ DEFENDER_HUNTING_CACHE_KEY: text }, redactor)).toEqual(key);
    expect(redactor.redact(`key ${text}`)).toBe("key [secret]");
  });

  it("is read from a file, with the line end that editors add", async () => {
    await writeFile(at("key"), `${key.toString("base64")}\n`);
    expect(await configuredKey({ DEFENDER_HUNTING_CACHE_KEY_FILE: at("key") }, redactor)).toEqual(key);
  });

  it("is undefined when none is set", async () => {
    expect(await configuredKey({ DEFENDER_HUNTING_CACHE_KEY: "" }, redactor)).toBeUndefined();
  });

  it.each([
    [{ DEFENDER_HUNTING_CACHE_KEY: "too short" }, "DEFENDER_HUNTING_CACHE_KEY holds no key"],
    [{ DEFENDER_HUNTING_CACHE_KEY_FILE: "/nowhere/key" }, "key file /nowhere/key of the token cache cannot be read"],
  ])("is refused when it is unusable: %j", async (env, message) => {
    await expect(configuredKey(env, redactor)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      nextStep: expect.stringContaining("openssl rand -base64 32"),
    });
  });
});

describe("the key in the keyring", () => {
  it("is made once and found again", async () => {
    const keyring = keyringOf({ secret: null });
    const made = await keyringKey(keyring, redactor);
    expect(made).toHaveLength(32);
    expect(await keyringKey(keyring, redactor)).toEqual(made);
  });

  it.each([
    ["there is no keyring", undefined],
    ["it is locked", { read: () => Promise.reject(new Error("locked")), write: () => Promise.resolve() }],
    ["it cannot be written", { read: () => Promise.resolve(null), write: () => Promise.reject(new Error("denied")) }],
    ["somebody put something else there", keyringOf({ secret: "not a key" })],
  ])("is undefined when %s", async (_, keyring) => {
    expect(await keyringKey(keyring, redactor)).toBeUndefined();
  });

  it("comes from the operating system or not at all, without an exception", async () => {
    const keyring = openSystemKeyring();
    const read = await keyring?.read().then(
      () => "answered",
      () => "refused",
    );
    expect([undefined, "answered", "refused"]).toContain(read);
  });
});
