import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientKinds, connectClient, connectOverHttp, type ConnectedClient } from "../support/clients.ts";
import { configYaml } from "../support/emulator/config-yaml.ts";
import { ALICE, CONTOSO, DAEMON_SECRET, PUBLIC_APP } from "../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../support/emulator/emulator.ts";
import { faults } from "../support/emulator/faults.ts";
import { APP_SECRET, callerToken, HTTP_APP, PUBLIC_URL, registerHttpApp } from "../support/http-app.ts";
import { startHttpProcess, type HttpProcess } from "../support/http-process.ts";
import { configureInstances, KEY_PASSPHRASE } from "../support/instances.ts";
import { startServerProcess } from "../support/server-process.ts";

let emulator: Emulator;
let environment: Readonly<Record<string, string>> = {};
let folder = "";
let path = "";
const running: HttpProcess[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
  ({ environment } = await configureInstances(emulator));
});
afterAll(() => emulator.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-"));
  path = join(folder, "audit.jsonl");
});
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const records = async (): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (await readFile(path, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

const audited = (more: Readonly<Record<string, string>> = {}) => ({
  ...environment,
  DEFENDER_HUNTING_AUDIT_FILE: path,
  ...more,
});

async function start(from: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<HttpProcess> {
  const started = await startHttpProcess({ environment: from, args });
  running.push(started);
  return started;
}

/** A hunt, a page of it, a refused query and a call that makes no sense. */
async function work(client: ConnectedClient): Promise<void> {
  const hunt = { query: 'EmailEvents | where Subject != h"canary-literal"', instance: "Secret" };
  const { structured } = await client.call("run_hunting_query", hunt);
  await client.call("refine_result", { result_id: structured["result_id"], offset: 3 });
  await client.call("run_hunting_query", { ...hunt, query: ".drop table EmailEvents" });
  await client.call("run_hunting_query", { ...hunt, password: "canary-argument" });
}

/** The lines that the work leaves. */
const linesOfWork = (transport: string) => [
  {
    transport,
    client: { name: "reference-client", version: "1.0.0" },
    outcome: "ok",
    query: 'EmailEvents | where Subject != h"…"',
    instances: [{ name: "Secret", tenant: CONTOSO.id }],
    service_requests: [{ status: 200, request_id: expect.any(String) }],
    rows: { total: 12, shown: 12 },
  },
  { tool: "refine_result", outcome: "ok", rows: { total: 12, shown: 9 }, service_requests: [] },
  { outcome: "refused", error: "query_refused", guard: { allowed: false } },
  { outcome: "invalid", error: "invalid_request" },
];

async function canariesInFile(): Promise<readonly string[]> {
  const written = await readFile(path, "utf8");
  const pieces = emulator.control.secrets().flatMap((secret) => secret.split(".").filter(({ length }) => length >= 20));
  const canaries = ["canary-literal", "canary-argument", DAEMON_SECRET, KEY_PASSPHRASE, ...pieces];
  return canaries.filter((canary) => written.includes(canary));
}

describe.each(clientKinds)("the %s client", (kind) => {
  it("is audited over stdio", async () => {
    const client = await connectClient(kind, { environment: audited() });
    await work(client);
    await client.close();
    expect(await records()).toMatchObject(linesOfWork("stdio"));
    expect(await canariesInFile()).toEqual([]);
  });

  it("is audited over HTTP", async () => {
    const { url } = await start(audited());
    const client = await connectOverHttp(kind, url);
    await work(client);
    await client.close();
    expect(await records()).toMatchObject(linesOfWork("http"));
    expect(await canariesInFile()).toEqual([]);
  });
});

it("tells who called, as Microsoft Entra has it, and never the token", async () => {
  registerHttpApp(emulator);
  const { origin, graphOrigin, mdeOrigin } = emulator;
  const sections = [{ section: "MicrosoftDefender-Contoso", args: { TenantId: CONTOSO.id, ClientId: PUBLIC_APP } }];
  const configuration = configYaml({ login: origin, graph: graphOrigin, mde: mdeOrigin }, sections);
  const { url } = await start(
    audited({
      DEFENDER_HUNTING_CONFIG: await emulator.writeFile("audited.yaml", configuration),
      DEFENDER_HUNTING_AUTH: "entra",
      DEFENDER_HUNTING_AUTH_TENANTS: CONTOSO.id,
      DEFENDER_HUNTING_AUTH_CLIENT_ID: HTTP_APP,
      DEFENDER_HUNTING_AUTH_CLIENT_SECRET: APP_SECRET,
      DEFENDER_HUNTING_AUDIT_QUERY: "sha256",
    }),
    "--public-url",
    PUBLIC_URL,
  );
  const token = await callerToken(emulator, origin, ALICE);
  const client = await connectOverHttp("modern", url, { authorization: `Bearer ${token}` });
  await client.call("run_hunting_query", { query: "EmailEvents" });
  await client.close();
  expect(await records()).toMatchObject([
    {
      principal: { tid: CONTOSO.id, oid: ALICE.objectId, upn: ALICE.userName },
      client: { name: "reference-client", azp: PUBLIC_APP },
      query_sha256: "2b3c33bdd4378de12cca8ba417e068bbbd8c6dea7549112e1ca35bef3a0153df",
      instances: [{ name: "Contoso", account: { oid: ALICE.objectId } }],
      outcome: "ok",
    },
  ]);
  const written = await readFile(path, "utf8");
  for (const secret of [APP_SECRET, ...token.split(".")]) expect(written).not.toContain(secret);
});

it("tells of the call that the end of the server cut off", async () => {
  const client = await connectClient("modern", { environment: audited() });
  await client.call("connect", { instance: "Secret" });
  emulator.control.fail("graph", faults.hang());
  const arrived = emulator.control.next("graph");
  const answer = client.call("run_hunting_query", { query: "EmailEvents", instance: "Secret" }).catch(() => undefined);
  await arrived;
  process.kill(client.pid, "SIGTERM");
  await expect.poll(async () => (await records()).at(-1)?.["outcome"]).toBe("cancelled");
  await client.close();
  await answer;
});

it("tells of a hunt at the command line", async () => {
  const { ended } = startServerProcess({
    environment: { DEFENDER_HUNTING_AUDIT_FILE: path },
    args: ["query", "EmailEvents | take 3"],
  });
  expect(await ended).toMatchObject({ code: 0 });
  expect(await records()).toMatchObject([
    {
      transport: "terminal",
      tool: "query",
      query: "EmailEvents | take 3",
      instances: [{ name: "demo" }],
      rows: { total: 3 },
    },
  ]);
});

it.runIf(process.platform === "linux")("answers nothing on a full disk, when it fails closed", async () => {
  const full = { DEFENDER_HUNTING_AUDIT_FILE: "/dev/full" };
  const closed = await connectClient("legacy", { environment: { ...full, DEFENDER_HUNTING_AUDIT_FAIL_CLOSED: "on" } });
  const refusal = await closed.call("list_instances");
  expect(refusal).toMatchObject({ isError: true, text: expect.stringContaining("audit_failed"), structured: {} });
  expect(closed.stderr()).toContain("ENOSPC");
  await closed.close();
  const open = await connectClient("legacy", { environment: full });
  expect(await open.call("list_instances")).toMatchObject({ isError: false });
  expect(open.stderr()).toContain("an audit line is missing");
  await open.close();
});

describe("the start is refused", () => {
  it.each([
    [
      "without the folder of the file",
      { DEFENDER_HUNTING_AUDIT_FILE: "/nonexistent/audit.jsonl" },
      "there is no folder",
    ],
    ["when it must fail closed without a file", { DEFENDER_HUNTING_AUDIT_FAIL_CLOSED: "on" }, "Set audit-file too"],
  ])("%s", async (_, variables, problem) => {
    const server = startServerProcess({ environment: variables });
    expect(await server.ended).toEqual({ code: 2, signal: null });
    expect(server.stderr()).toContain(problem);
    expect(server.lines).toEqual([]);
  });
});
