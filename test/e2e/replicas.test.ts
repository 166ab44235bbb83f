import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { clientKinds, connectOverHttp, type ConnectedClient, type ClientKind } from "../support/clients.ts";
import { createServerIdentity } from "../support/emulator/certificates.ts";
import { configYaml } from "../support/emulator/config-yaml.ts";
import { ALICE, BOB, CONTOSO, PUBLIC_APP, type User } from "../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../support/emulator/emulator.ts";
import { faults } from "../support/emulator/faults.ts";
import { APP_SECRET, callerToken, HTTP_APP, PUBLIC_URL, registerHttpApp } from "../support/http-app.ts";
import { startHttpProcess, type HttpProcess } from "../support/http-process.ts";
import { rawRequest } from "../support/raw-request.ts";
import { hasRedis, startRedis, type TestRedis } from "../support/redis-server.ts";
import { startRoundRobin, type RoundRobin } from "../support/round-robin.ts";
import { startServerProcess } from "../support/server-process.ts";

const PASSWORD = "canary-redis-password";
const SEAL_KEY = randomBytes(32).toString("base64");
const ROW = "canary-row-text";
const QUERY = 'DeviceInfo | where DeviceName == "canary-query-text"';
const STORE_ERROR = /store_unavailable.*cannot be reached[^]*Next step: Try again in a minute/;

const readiness = async ({ url }: HttpProcess): Promise<number> =>
  (await rawRequest(url, { path: "/readyz", headers: { host: new URL(url).host } })).status;

describe.runIf(hasRedis())("two replicas behind a round-robin proxy", () => {
  let emulator: Emulator;
  let redis: TestRedis;
  let environment: Readonly<Record<string, string>>;
  let replicas: HttpProcess[];
  let proxy: RoundRobin;
  /** Every one that was started, those that were killed too. */
  const all: HttpProcess[] = [];

  beforeAll(async () => {
    const tls = await createServerIdentity();
    [emulator, redis] = await Promise.all([startEmulator(), startRedis({ password: PASSWORD, tls })]);
    registerHttpApp(emulator);
    emulator.control.hunt = () => ({
      schema: [{ name: "Text", type: "String" }],
      results: Array.from({ length: 300 }, (_, n) => ({ Text: `${ROW} ${n}` })),
    });
    const { origin, graphOrigin, mdeOrigin } = emulator;
    const sections = ["MicrosoftDefender-Contoso", "MicrosoftDefender-Second"].map((section) => ({
      section,
      args: { TenantId: CONTOSO.id, ClientId: PUBLIC_APP },
    }));
    const configuration = configYaml({ login: origin, graph: graphOrigin, mde: mdeOrigin }, sections);
    environment = {
      ...emulator.environment,
      NODE_EXTRA_CA_CERTS: await emulator.writeFile("both.pem", `${emulator.caPem}\n${tls.caPem}\n`),
      DEFENDER_HUNTING_CONFIG: await emulator.writeFile("entra.yaml", configuration),
      DEFENDER_HUNTING_AUTH: "entra",
      DEFENDER_HUNTING_AUTH_TENANTS: CONTOSO.id,
      DEFENDER_HUNTING_AUTH_CLIENT_ID: HTTP_APP,
      DEFENDER_HUNTING_AUTH_CLIENT_SECRET: APP_SECRET,
      DEFENDER_HUNTING_PUBLIC_URL: PUBLIC_URL,
      DEFENDER_HUNTING_STATELESS: "1",
      DEFENDER_HUNTING_REDIS_URL: redis.url.replace("//", `//:${PASSWORD}@`),
      DEFENDER_HUNTING_SEAL_KEY_FILE: await emulator.writeFile("seal-key", `${SEAL_KEY}\n`),
      DEFENDER_HUNTING_LOG_LEVEL: "trace",
    };
    replicas = await Promise.all([start(), start()]);
    proxy = await startRoundRobin(replicas.map(({ url }) => url));
  });
  afterAll(async () => {
    for (const { child } of all) child.kill("SIGKILL");
    await Promise.all([proxy, redis, emulator].map((part) => part?.close()));
  });

  async function start(): Promise<HttpProcess> {
    const started = await startHttpProcess({ environment });
    all.push(started);
    await vi.waitFor(async () => expect(await readiness(started)).toBe(200), { timeout: 20_000 });
    return started;
  }
  const bothAre = async (status: number): Promise<void> => {
    for (const replica of replicas) await expect.poll(() => readiness(replica), { timeout: 30_000 }).toBe(status);
  };
  const tokenOf = (user: User) => callerToken(emulator, emulator.origin, user);
  const connect = (kind: ClientKind, token: string, url = proxy.url): Promise<ConnectedClient> =>
    connectOverHttp(kind, url, { authorization: `Bearer ${token}` });
  const hunt = { query: QUERY, instance: "Contoso", timespan: "P1D", check: false, max_rows: 2 };

  it.each(clientKinds)(
    "serve the connect, query and refine of the %s client, whichever of them gets a request",
    async (kind) => {
      const token = await tokenOf(ALICE);
      emulator.control.reset();
      const before = [...proxy.taken];
      const client = await connect(kind, token);
      expect((await client.call("connect", { instance: "Contoso" })).structured).toMatchObject({
        status: "connected",
        account: ALICE.userName,
      });
      const { structured } = await client.call("run_hunting_query", hunt);
      expect(structured).toMatchObject({ status: "ok", total_rows: 300, warnings: [] });
      const id = String(structured["result_id"]);
      for (let offset = 2; offset < 10; offset += 2) {
        const page = await client.call("refine_result", { result_id: id, offset, max_rows: 1 });
        expect(page.structured).toMatchObject({ rows: [[`${ROW} ${offset}`]], total_rows: 300 });
      }
      for (let n = 0; n < 3; n += 1) {
        const count = await client.call("refine_result", { result_id: id, query: "Result | count" });
        expect(count.structured).toMatchObject({ rows: [[300]] });
      }
      expect(await client.readResource(`hunting://results/${id}`)).toContain(`${ROW} 0`);
      await client.close();
      for (const [n, taken] of proxy.taken.entries()) expect(taken - (before[n] ?? 0)).toBeGreaterThan(3);
      // One exchange with Entra and one query of Graph served both replicas.
      expect(emulator.control.requestsTo("token:on_behalf_of")).toHaveLength(1);
      expect(emulator.control.requestsTo("graph")).toHaveLength(1);
    },
  );

  it("know in both what a user is signed in to, and forget the tokens in both", async () => {
    const token = await tokenOf(ALICE);
    const client = await connect("modern", token);
    await client.call("connect", { instance: "Contoso" });
    const bothTell = async (state: string): Promise<void> => {
      for (let n = 0; n < 2; n += 1) {
        const { structured } = await client.call("list_instances");
        expect(structured["instances"]).toMatchObject([{ state }, { state: "signed_out" }]);
        expect(await client.readResource("hunting://instances")).toContain(`"state":"${state}"`);
      }
    };
    await bothTell("connected");
    // The one that is connected is meant when none is named, in both.
    const { instance: _, ...unnamed } = hunt;
    for (let n = 0; n < 2; n += 1) {
      expect((await client.call("run_hunting_query", unnamed)).structured).toMatchObject({ instance: "Contoso" });
    }
    await client.call("disconnect", { instance: "Contoso" });
    await bothTell("signed_out");
    emulator.control.reset();
    for (const { url } of replicas) {
      const direct = await connect("modern", token, url);
      await direct.call("connect", { instance: "Contoso" });
      await direct.close();
    }
    expect(emulator.control.requestsTo("token:on_behalf_of")).toHaveLength(1);
    await client.close();
  });

  it("answer a foreign handle as one that never was, each of them", async () => {
    const [alice, bob] = [await tokenOf(ALICE), await tokenOf(BOB)];
    const owner = await connect("modern", alice);
    const id = String((await owner.call("run_hunting_query", hunt)).structured["result_id"]);
    const unknown = `r_${"0".repeat(32)}`;
    for (const { url } of replicas) {
      const stranger = await connect("modern", bob, url);
      const answers = [];
      for (const handle of [id, unknown]) {
        const { text, isError } = await stranger.call("refine_result", { result_id: handle });
        answers.push({ text: text.replace(handle, "ID"), isError });
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toMatchObject({ isError: true, text: expect.stringContaining("There is no kept result") });
      await expect(stranger.readResource(`hunting://results/${id}`)).rejects.toThrow("There is no kept result");
      await stranger.close();
      const own = await connect("legacy", alice, url);
      expect((await own.call("refine_result", { result_id: id })).structured).toMatchObject({ total_rows: 300 });
      await own.close();
    }
    await owner.close();
  });

  it("lose nothing but the request in flight when one of them is killed", async () => {
    const token = await tokenOf(ALICE);
    const client = await connect("modern", token);
    const id = (await client.call("run_hunting_query", hunt)).structured["result_id"];
    const [first, second] = replicas;
    if (first === undefined || second === undefined) throw new Error("Two replicas are needed.");
    const direct = await connect("modern", token, first.url);
    emulator.control.reset();
    emulator.control.fail("graph", faults.delay(5_000));
    const arrived = emulator.control.next("graph");
    const inFlight = direct.call("run_hunting_query", hunt);
    inFlight.catch(() => undefined);
    await arrived;
    first.child.kill("SIGKILL");
    await first.ended;
    await expect(inFlight).rejects.toThrow(/fetch failed|socket|terminated/i);
    for (let n = 0; n < 4; n += 1) {
      const count = await client.call("refine_result", { result_id: id, query: "Result | count" });
      expect(count.structured).toMatchObject({ rows: [[300]] });
    }
    expect((await client.call("run_hunting_query", hunt)).structured).toMatchObject({ status: "ok", warnings: [] });
    // The killed one's tokens serve the others: nobody was asked to sign in again.
    expect(emulator.control.requestsTo("token:on_behalf_of")).toEqual([]);
    replicas = [await start(), second];
    await proxy.close();
    proxy = await startRoundRobin(replicas.map(({ url }) => url));
    const successor = await connect("legacy", token);
    for (let n = 0; n < 2; n += 1) {
      expect((await successor.call("refine_result", { result_id: id })).structured).toMatchObject({ total_rows: 300 });
    }
    await successor.close();
    await client.close();
  });

  it("show nothing of anyone in the store, and no secret in their logs", async () => {
    const token = await tokenOf(ALICE);
    const client = await connect("modern", token);
    await client.call("run_hunting_query", hunt);
    const dump = await redis.dump();
    expect(dump.includes("dhm:")).toBe(true);
    const told = [
      ROW,
      "canary-query-text",
      "DeviceInfo",
      "Contoso",
      ALICE.userName,
      ALICE.objectId,
      CONTOSO.id,
      HTTP_APP,
    ];
    const secrets = [...emulator.control.secrets(), APP_SECRET, SEAL_KEY, PASSWORD];
    expect(secrets.length).toBeGreaterThan(3);
    // A token is long: any part of it would tell.
    const parts = secrets.flatMap((secret) => [secret, secret.slice(0, 24), secret.split(".")[1] ?? secret]);
    expect([...told, ...parts].filter((text) => dump.includes(text))).toEqual([]);
    const logs = all.map((replica) => replica.stderr()).join("");
    expect(logs).toContain("the shared store answers");
    expect(secrets.filter((secret) => logs.includes(secret))).toEqual([]);
    await client.close();
  });

  it("say so while the store is away, lose no rows, and go on when it is back", async () => {
    const token = await tokenOf(ALICE);
    const client = await connect("legacy", token);
    const id = (await client.call("run_hunting_query", hunt)).structured["result_id"];
    emulator.control.fail("graph", faults.delay(1_500));
    const arrived = emulator.control.next("graph");
    const running = client.call("run_hunting_query", hunt);
    await arrived;
    await redis.kill();
    expect((await running).structured).toMatchObject({
      status: "ok",
      total_rows: 300,
      warnings: [expect.stringContaining("could not be kept")],
    });
    await bothAre(503);
    for (const [name, args] of [
      ["run_hunting_query", hunt],
      ["refine_result", { result_id: id }],
      ["disconnect", { instance: "Contoso" }],
    ] as const) {
      const { isError, text } = await client.call(name, args);
      expect({ isError, text }).toEqual({ isError: true, text: expect.stringMatching(STORE_ERROR) });
      expect(text).not.toContain(PASSWORD);
    }
    expect((await client.call("connect", { instance: "Second" })).structured).toMatchObject({
      status: "failed",
      error: expect.stringContaining("cannot be reached"),
    });
    expect((await client.call("list_instances")).structured).toHaveProperty("instances");
    await redis.start();
    await bothAre(200);
    // Nothing was kept on disk, so the old result is gone, and says so; everything else goes on.
    expect((await client.call("refine_result", { result_id: id })).text).toContain("There is no kept result");
    const again = (await client.call("run_hunting_query", hunt)).structured["result_id"];
    for (let n = 0; n < 2; n += 1) {
      expect((await client.call("refine_result", { result_id: again })).structured).toMatchObject({ total_rows: 300 });
    }
    await client.close();
  });

  it.each([
    ["a seal key", "DEFENDER_HUNTING_SEAL_KEY_FILE"],
    ["--stateless", "DEFENDER_HUNTING_STATELESS"],
  ])("do not start without %s", async (_, name) => {
    const others = Object.fromEntries(Object.entries(environment).filter(([key]) => key !== name));
    const server = startServerProcess({ environment: others, args: ["http", "--port", "0"] });
    expect(await server.ended).toEqual({ code: 2, signal: null });
    expect(server.stderr()).toContain(name.replace("DEFENDER_HUNTING_STATELESS", "--stateless"));
    expect(server.stderr()).not.toContain(PASSWORD);
  });
});
