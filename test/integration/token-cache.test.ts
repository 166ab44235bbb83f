import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { once } from "node:events";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withFileLock } from "../../src/auth/token-cache/file-lock.ts";
import { ALICE, CONTOSO, PUBLIC_APP } from "../support/emulator/directory.ts";
import { type Emulator, startEmulator } from "../support/emulator/emulator.ts";

let emulator: Emulator;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  emulator = await startEmulator();
  emulator.control.tokens.reuseRevokesFamily = true;
  emulator.control.device.approveAs = ALICE;
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});
afterAll(() => emulator.close());

/** Runs the built files in a process of its own that trusts the emulator's CA. */
function run(script: string, ...args: readonly string[]): ChildProcessByStdio<null, Readable, null> {
  const env = { PATH: process.env["PATH"], NODE_EXTRA_CA_CERTS: emulator.caFile, DEFENDER_HUNTING_CACHE_KEY: key };
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, ...args], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  return child;
}
const key = randomBytes(32).toString("base64");

const refreshes = `
import { createSignIn } from "./dist/auth/create-sign-in.js";
import { createRedactor } from "./dist/secrets.js";
import { createLog } from "./dist/log.js";
import { endpointOf } from "./dist/instances/endpoint-of.js";
const [authority, graph, tenantId, clientId, kind, path, count] = process.argv.slice(1);
const instance = { name: "X", section: "X", provider: "M365DGraph", cloud: "custom", tenantId, clientId, credential: { type: "device" },
  userName: undefined, tokenCache: { kind, path }, scope: undefined, customEndpoints: { authority, graph, mde: undefined }, notes: [] };
const redactor = createRedactor();
const deps = { fetch, now: Date.now, redactor, log: createLog("error", redactor, process.stderr), env: process.env,
  platform: process.platform, homeDirectory: "/nonexistent", allowCustomAuthority: true };
const signIn = createSignIn(instance, endpointOf(instance), deps);
const signal = new AbortController().signal;
const outcomes = {};
const connected = await signIn.connect({ waitMs: 10_000, signal });
outcomes[connected.status] = 1;
for (let i = 0; i < Number(count); i += 1) {
  const { status } = await signIn.authorize(signal, { refresh: true });
  outcomes[status] = (outcomes[status] ?? 0) + 1;
}
console.log(JSON.stringify(outcomes));
`;
const refreshing = async (kind: string, path: string, count: number): Promise<unknown> => {
  const args = [emulator.origin, emulator.graphOrigin, CONTOSO.id, PUBLIC_APP, kind, path, String(count)];
  return JSON.parse(await text(run(refreshes, ...args).stdout));
};

describe("two processes that share one token cache", () => {
  it.each(["encrypted-file", "plaintext-file"])(
    "refresh 50 times each in an %s and lose no token, although each token works once",
    async (kind) => {
      const path = join(dirname(emulator.caFile), `shared-${kind}`);
      expect(await refreshing(kind, path, 0)).toEqual({ connected: 1 });
      emulator.control.reset();
      const outcomes = await Promise.all([refreshing(kind, path, 50), refreshing(kind, path, 50)]);
      expect(outcomes).toEqual([
        { connected: 1, authorized: 50 },
        { connected: 1, authorized: 50 },
      ]);
      expect(emulator.control.requestsTo("token:refresh_token")).toHaveLength(100);
      expect(emulator.control.requestsTo("devicecode")).toEqual([]);
      const files = (await readdir(dirname(path))).filter((name) => name.startsWith(`shared-${kind}`));
      expect(files).toHaveLength(1);
    },
  );
});

describe("a process that is killed while it holds the lock", () => {
  const hold = `
import { withFileLock } from "./dist/auth/token-cache/file-lock.js";
await withFileLock(process.argv[1], () => new Promise(() => { console.log("held"); setInterval(() => {}, 1_000); }));
`;
  it("does not block the next one", async () => {
    const lock = join(dirname(emulator.caFile), "killed.lock");
    const child = run(hold, lock);
    await once(child.stdout, "data");
    let entered = false;
    const next = withFileLock(lock, () => Promise.resolve((entered = true)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(entered).toBe(false);
    child.kill("SIGKILL");
    await next;
    expect(entered).toBe(true);
  }, 5_000);
});
