import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { kill } from "node:process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectClient, type HuntingClient } from "../support/clients.ts";
import { ALICE, CONTOSO, PUBLIC_APP } from "../support/emulator/directory.ts";
import { type Emulator, startEmulator } from "../support/emulator/emulator.ts";
import { faults } from "../support/emulator/faults.ts";

let emulator: Emulator;
let environment: Readonly<Record<string, string>>;
let cache = "";
const servers: HuntingClient[] = [];

/** A server of its own over the shared cache. */
async function start(): Promise<HuntingClient> {
  const server = await connectClient("modern", { environment });
  servers.push(server);
  return server;
}

/** One finished `connect`: its status and account. */
async function connect(server: HuntingClient): Promise<string> {
  const { structured } = await server.call("connect", { wait_seconds: 20 });
  if (structured["status"] === "awaiting_user" && structured["sign_in"] === undefined) return connect(server);
  return `${String(structured["status"])} ${String(structured["account"])}`;
}

async function connectTimes(server: HuntingClient, count: number): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (let i = 0; i < count; i += 1) outcomes.push(await connect(server));
  return outcomes;
}

beforeAll(async () => {
  emulator = await startEmulator();
  emulator.control.tokens.reuseRevokesFamily = true;
  // MSAL renews what expires within five minutes, so every `connect` refreshes.
  emulator.control.tokens.accessTokenSeconds = 60;
  emulator.control.device.approveAs = ALICE;
  cache = join(dirname(emulator.caFile), "cache");
  const storing = { TokenCache: "encrypted-file", TokenCachePath: join(cache, "tokens.bin") };
  const args = { TenantId: CONTOSO.id, ClientId: PUBLIC_APP, AuthType: "device", ...storing };
  environment = {
    ...emulator.environment,
    DEFENDER_HUNTING_CONFIG: await emulator.writeConfig([{ section: "MicrosoftDefender", args }]),
    DEFENDER_HUNTING_CACHE_KEY: randomBytes(32).toString("base64"),
  };
  const first = await start();
  await first.call("connect");
  await first.call("connect", { wait_seconds: 20 });
  await first.close();
  emulator.control.device.approveAs = undefined;
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
afterAll(() => emulator.close());

describe("two servers that share one encrypted cache", () => {
  const connected = `connected ${ALICE.userName}`;

  it("refresh 50 times each and lose no account, although each refresh token works once", async () => {
    const [a, b] = [await start(), await start()];
    emulator.control.reset();
    const outcomes = await Promise.all([connectTimes(a, 50), connectTimes(b, 50)]);
    expect(outcomes).toEqual([Array(50).fill(connected), Array(50).fill(connected)]);
    expect(emulator.control.requestsTo("token:refresh_token").length).toBeGreaterThanOrEqual(100);
    expect(emulator.control.requestsTo("devicecode")).toEqual([]);
    expect(await readdir(cache)).toEqual([expect.stringMatching(/^tokens-\w+\.bin$/)]);
  });

  it("go on when one of them is killed in the middle of a refresh", async () => {
    const [killed, other] = [await start(), await start()];
    emulator.control.reset();
    emulator.control.fail("token:refresh_token", faults.hang());
    const arrived = emulator.control.next("token:refresh_token");
    void killed.call("connect").catch(() => undefined);
    await arrived;
    expect(await readdir(cache)).toContainEqual(expect.stringMatching(/\.lock$/));
    kill(killed.pid, "SIGKILL");
    expect(await connect(other)).toBe(connected);
    expect(await readdir(cache)).toEqual([expect.stringMatching(/^tokens-\w+\.bin$/)]);
  });
});
