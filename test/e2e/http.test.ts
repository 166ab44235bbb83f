import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clientKinds, connectOverHttp, httpClientKinds } from "../support/clients.ts";
import { configYaml } from "../support/emulator/config-yaml.ts";
import { ALICE, CONTOSO, DAEMON_APP, EVE, PUBLIC_APP } from "../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../support/emulator/emulator.ts";
import { faults } from "../support/emulator/faults.ts";
import { APP_SECRET, callerToken, HTTP_APP, PUBLIC_URL, registerHttpApp } from "../support/http-app.ts";
import { startHttpProcess, type HttpProcess } from "../support/http-process.ts";
import { configureInstances } from "../support/instances.ts";
import { INITIALIZE, jsonHeaders, rawRequest } from "../support/raw-request.ts";
import { startServerProcess } from "../support/server-process.ts";
import { signIn } from "../support/sign-in.ts";

type Environment = Readonly<Record<string, string>>;

const TOKEN = "canary-shared-token-0123456789abcdef";

let emulator: Emulator;
/** Instances of every kind. */
let environment: Environment;
/** One instance that signs in as an application, and the shared token. */
let team: Environment;
const running: HttpProcess[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
  ({ environment } = await configureInstances(emulator));
  team = {
    ...environment,
    DEFENDER_HUNTING_CONFIG: await emulator.writeFile("team.yaml", teamConfiguration(emulator)),
    DEFENDER_HUNTING_BEARER_TOKEN_FILE: await emulator.writeFile("token", `${TOKEN}\n`),
  };
});
afterAll(() => emulator.close());
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
});

function teamConfiguration({ origin, graphOrigin, mdeOrigin }: Emulator): string {
  const args = { TenantId: CONTOSO.id, ClientId: DAEMON_APP, ClientSecret: { EnvironmentVar: "DAEMON_SECRET" } };
  const origins = { login: origin, graph: graphOrigin, mde: mdeOrigin };
  return configYaml(origins, [{ section: "MicrosoftDefender-Secret", args: { ...args, AuthType: "client_secret" } }]);
}

async function start(from: Environment, ...args: readonly string[]): Promise<HttpProcess> {
  const started = await startHttpProcess({ environment: from, args });
  running.push(started);
  return started;
}

const REVISIONS = {
  modern: "2026-07-28",
  auto: "2026-07-28",
  legacy: "2025-11-25",
  independent: "2026-07-28",
  "independent legacy": "2025-11-25",
};

describe.each([[[]], [["--stateless"]]])("started with %j", (args) => {
  let server: HttpProcess;
  beforeAll(async () => {
    server = await startHttpProcess({ environment, args });
  });
  afterAll(() => server.child.kill("SIGKILL"));

  it.each(httpClientKinds)("the %s client signs in, hunts, pages, refines and signs out", async (kind) => {
    const client = await connectOverHttp(kind, server.url);
    expect(client.protocolVersion).toBe(REVISIONS[kind]);
    expect((await client.listTools()).map((tool) => tool.name)).toContain("run_hunting_query");
    const instance = "Device";
    const expectState = async (state: string) => {
      const { structured } = await client.call("list_instances");
      expect(structured["instances"]).toContainEqual(expect.objectContaining({ name: instance, state }));
    };
    expect(await signIn({ client, emulator }, instance, ALICE)).toMatchObject({ structured: { status: "connected" } });
    await expectState("connected");
    const hunt = await client.call("run_hunting_query", { query: "DeviceProcessEvents", instance });
    expect(hunt.structured).toMatchObject({ status: "ok", shown_rows: 100, total_rows: 250 });
    const { result_id } = hunt.structured;
    const page = await client.call("refine_result", { result_id, offset: 200 });
    expect(page.structured).toMatchObject({ shown_rows: 50, total_rows: 250, offset: 200 });
    const count = await client.call("refine_result", { result_id, query: "Result | count" });
    expect(count.structured).toMatchObject({ rows: [[250]] });
    expect((await client.call("disconnect", { instance })).structured).toMatchObject({ status: "signed_out" });
    await expectState("signed_out");
    await client.close();
  });
});

describe.each(clientKinds)("the %s client", (kind) => {
  it("hunts with the shared token alone", async () => {
    const server = await start(team, "--auth", "bearer");
    const { url } = server;
    await expect(connectOverHttp(kind, url)).rejects.toThrow(/401|Unauthorized|shared token/);
    const client = await connectOverHttp(kind, url, { authorization: `Bearer ${TOKEN}` });
    const hunt = await client.call("run_hunting_query", { query: "EmailEvents" });
    expect(hunt.structured).toMatchObject({ status: "ok", instance: "Secret" });
    const person = await client.call("connect", { instance: "Secret", auth_type: "device" });
    expect(person.structured).toMatchObject({ status: "failed", error: expect.stringContaining("share one token") });
    const adHoc = await client.call("connect", { tenant_id: CONTOSO.id, client_id: DAEMON_APP });
    expect(adHoc).toMatchObject({ isError: true, text: expect.stringContaining("configured instances only") });
    expect((await client.call("list_instances")).structured).toMatchObject({ instances: [{ name: "Secret" }] });
    expect(server.stderr()).not.toContain(TOKEN);
    await client.close();
  });
});

describe("in a session", () => {
  it("keeps the result of a hunt whose connection broke", async () => {
    const { url } = await start(environment);
    const { headers } = await rawRequest(url, { method: "POST", headers: jsonHeaders(url), body: INITIALIZE });
    const session = { ...jsonHeaders(url), "mcp-session-id": String(headers["mcp-session-id"]) };
    const send = (method: string, params: object, signal?: AbortSignal) => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: method, method, params });
      return fetch(url, { method: "POST", headers: session, body, signal: signal ?? null }).then((answer) =>
        answer.text(),
      );
    };
    await send("tools/call", { name: "connect", arguments: { instance: "Secret" } });
    emulator.control.fail("graph", faults.delay(500));
    const arrived = emulator.control.next("graph");
    const connection = new AbortController();
    const hunt = { name: "run_hunting_query", arguments: { query: "EmailEvents", instance: "Secret" } };
    const answer = send("tools/call", hunt, connection.signal);
    await arrived;
    connection.abort();
    await expect(answer).rejects.toThrow("abort");
    await expect.poll(() => send("resources/list", {}), { timeout: 20_000 }).toContain("hunting://results/");
  });
});

describe("with auth entra", () => {
  it("hunts on behalf of whoever signed in to the server, and challenges everyone else", async () => {
    registerHttpApp(emulator);
    const { origin, graphOrigin, mdeOrigin } = emulator;
    const args = { TenantId: CONTOSO.id, ClientId: PUBLIC_APP };
    const sections = [{ section: "MicrosoftDefender-Contoso", args }];
    const configuration = configYaml({ login: origin, graph: graphOrigin, mde: mdeOrigin }, sections);
    const server = await start(
      {
        ...emulator.environment,
        DEFENDER_HUNTING_CONFIG: await emulator.writeFile("entra.yaml", configuration),
        DEFENDER_HUNTING_AUTH: "entra",
        DEFENDER_HUNTING_AUTH_TENANTS: CONTOSO.id,
        DEFENDER_HUNTING_AUTH_CLIENT_ID: HTTP_APP,
        DEFENDER_HUNTING_AUTH_CLIENT_SECRET: APP_SECRET,
      },
      "--public-url",
      PUBLIC_URL,
    );
    const token = await callerToken(emulator, origin, ALICE);
    for (const kind of clientKinds) {
      const client = await connectOverHttp(kind, server.url, { authorization: `Bearer ${token}` });
      const hunt = await client.call("run_hunting_query", { query: "EmailEvents" });
      expect(hunt.structured).toMatchObject({ status: "ok", instance: "Contoso" });
      await client.close();
    }
    const stranger = await callerToken(emulator, origin, EVE);
    for (const authorization of ["", `Bearer ${stranger}`]) {
      const headers = { ...jsonHeaders(server.url), authorization };
      const { status, headers: answered } = await rawRequest(server.url, { method: "POST", headers, body: INITIALIZE });
      expect(status).toBe(401);
      expect(answered["www-authenticate"]).toContain('resource_metadata="https://mcp.contoso.example/.well-known/');
    }
    for (const secret of [token, stranger, APP_SECRET]) expect(server.stderr()).not.toContain(secret);
  });
});

describe("the start is refused", () => {
  it("for an open address without authentication", async () => {
    const server = startServerProcess({ environment, args: ["http", "--host", "0.0.0.0"] });
    expect(await server.ended).toEqual({ code: 2, signal: null });
    expect(server.stderr()).toContain("--auth bearer");
    expect(server.lines).toEqual([]);
  });

  it("for auth bearer over an instance that a person signs in to", async () => {
    const tokenFile = team["DEFENDER_HUNTING_BEARER_TOKEN_FILE"] ?? "";
    const server = startServerProcess({
      environment: { ...environment, DEFENDER_HUNTING_BEARER_TOKEN_FILE: tokenFile },
      args: ["http", "--port", "0", "--auth", "bearer"],
    });
    expect(await server.ended).toEqual({ code: 2, signal: null });
    expect(server.stderr()).toContain("a person signs in to Device, DeviceMde, MicrosoftGraph-Contoso");
  });

  it("on a port that is taken", async () => {
    const { url } = await start(environment);
    const args = ["http", "--port", new URL(url).port];
    const second = startServerProcess({ environment, args });
    expect(await second.ended).toEqual({ code: 2, signal: null });
    expect(second.stderr()).toContain("EADDRINUSE");
  });
});

describe("SIGTERM", () => {
  it("ends an idle server at once, with exit code 0", async () => {
    const { child, ended, url } = await start(environment);
    const client = await connectOverHttp("legacy", url);
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0, signal: null });
    await client.close();
  });

  it("lets a running query be answered, says that it is not ready meanwhile, and takes nothing new", async () => {
    const { child, ended, url } = await start(environment);
    const client = await connectOverHttp("modern", url);
    await client.call("connect", { instance: "Secret" });
    emulator.control.fail("graph", faults.delay(1_500));
    const arrived = emulator.control.next("graph");
    const answer = client.call("run_hunting_query", { query: "EmailEvents", instance: "Secret" });
    await arrived;
    child.kill("SIGTERM");
    const host = { host: new URL(url).host };
    await expect.poll(async () => (await rawRequest(url, { path: "/readyz", headers: host })).status).toBe(503);
    expect(await rawRequest(url, { path: "/livez", headers: host })).toMatchObject({ status: 200 });
    expect(await rawRequest(url, { headers: host })).toMatchObject({ status: 503 });
    expect((await answer).structured).toMatchObject({ status: "ok" });
    expect(await ended).toEqual({ code: 0, signal: null });
  });
});
