import { readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clientKinds, connectOverHttp, type ClientKind } from "../support/clients.ts";
import { configYaml } from "../support/emulator/config-yaml.ts";
import { ALICE, BOB, CONTOSO, PUBLIC_APP, type User } from "../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../support/emulator/emulator.ts";
import { APP_SECRET, callerToken, HTTP_APP, PUBLIC_URL, registerHttpApp } from "../support/http-app.ts";
import { startHttpProcess, type HttpProcess } from "../support/http-process.ts";

const DAY_MS = 86_400_000;
const ROWS = 60_000;

let emulator: Emulator;
let directory: string;
let server: HttpProcess;

beforeAll(async () => {
  emulator = await startEmulator();
  registerHttpApp(emulator);
  directory = join(await mkdtemp(join(tmpdir(), "http-export-")), "exports");
  const { origin, graphOrigin, mdeOrigin } = emulator;
  const sections = [{ section: "MicrosoftDefender-Contoso", args: { TenantId: CONTOSO.id, ClientId: PUBLIC_APP } }];
  const yaml = configYaml({ login: origin, graph: graphOrigin, mde: mdeOrigin }, sections);
  const environment = {
    ...emulator.environment,
    DEFENDER_HUNTING_CONFIG: await emulator.writeFile("export.yaml", yaml),
    DEFENDER_HUNTING_EXPORT_DIR: directory,
    DEFENDER_HUNTING_AUTH: "entra",
    DEFENDER_HUNTING_AUTH_TENANTS: CONTOSO.id,
    DEFENDER_HUNTING_AUTH_CLIENT_ID: HTTP_APP,
    DEFENDER_HUNTING_AUTH_CLIENT_SECRET: APP_SECRET,
  };
  server = await startHttpProcess({ environment, args: ["--public-url", PUBLIC_URL] });
});
afterAll(async () => {
  server.child.kill("SIGKILL");
  await rm(join(directory, ".."), { recursive: true, force: true });
  await emulator.close();
});

async function connectAs(user: User, kind: ClientKind) {
  const token = await callerToken(emulator, emulator.origin, user);
  return connectOverHttp(kind, server.url, { authorization: `Bearer ${token}` });
}

it.each(clientKinds)("the %s client exports to a resource that its owner alone can read, for a day", async (kind) => {
  const alice = await connectAs(ALICE, kind);
  const bob = await connectAs(BOB, kind);
  const hunt = await alice.call("run_hunting_query", { query: "DeviceProcessEvents" });
  const exportAs = async (format: string) => {
    const result_id = hunt.structured["result_id"];
    const answer = await alice.call("refine_result", { result_id, export: format, max_rows: 1 });
    expect(JSON.stringify(answer.raw)).not.toContain(directory);
    expect(answer.structured).toMatchObject({ export: { rows: 250, format } });
    expect(Object.keys(Object(answer.structured["export"]))).not.toContain("path");
    const uri = String(Object(answer.structured["export"]).uri);
    expect(answer.text).toContain(`kept for a day: resource ${uri}`);
    expect(answer.raw).toMatchObject({ content: [{ type: "text" }, { type: "resource_link", uri }] });
    return { uri, file: join(directory, uri.slice(uri.lastIndexOf("/") + 1)) };
  };
  const { uri, file } = await exportAs("csv");
  expect(await alice.readResource(uri)).toBe(readFileSync(file, "utf8"));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await alice.listResources()).toContain(uri);
  // To somebody else it is as unknown as one that never was.
  expect(await bob.listResources()).not.toContain(uri);
  const refusal = async (asked: string) => String(await bob.readResource(asked).catch((error: unknown) => error));
  const never = uri.replace(/-[\da-f]+\.csv$/, `-${"0".repeat(32)}.csv`);
  expect(await refusal(uri)).toContain("There is no such export");
  expect((await refusal(uri)).replaceAll(uri, "URI")).toBe((await refusal(never)).replaceAll(never, "URI"));
  expect(await refusal(uri)).not.toContain(directory);
  // Two days pass for another file (a client may keep what it has read); the next export clears up.
  const old = await exportAs("json");
  utimesSync(old.file, new Date(Date.now() - 2 * DAY_MS), new Date(Date.now() - 2 * DAY_MS));
  const fresh = await exportAs("ndjson");
  await expect(alice.readResource(old.uri)).rejects.toThrow("There is no such export");
  expect(readdirSync(directory).map((name) => join(directory, name))).not.toContain(old.file);
  expect((await alice.readResource(fresh.uri)).split("\n")).toHaveLength(251);
  await Promise.all([alice.close(), bob.close()]);
});

it.each(["modern", "legacy"] as const)("the %s client reads an export of many megabytes in parts", async (kind) => {
  const usual = emulator.control.hunt;
  emulator.control.hunt = () => ({
    schema: [
      { name: "N", type: "Int64" },
      { name: "Text", type: "String" },
    ],
    results: Array.from({ length: ROWS }, (_, N) => ({ N, Text: `é${N}`.padEnd(200, "x") })),
  });
  const alice = await connectAs(ALICE, kind);
  const hunt = await alice.call("run_hunting_query", { query: "DeviceEvents | where Timestamp > ago(1d)" });
  emulator.control.hunt = usual;
  const answer = await alice.call("refine_result", { result_id: hunt.structured["result_id"], export: "json" });
  const { uri, parts, bytes } = Object(answer.structured["export"]);
  expect([bytes > 12_000_000, parts]).toEqual([true, 2]);
  expect(answer.text).toContain(`in 2 parts to be read and joined in order, ${uri}.1 to ${uri}.2`);
  expect(answer.raw).toMatchObject({ content: [{}, { uri: `${uri}.1` }, { uri: `${uri}.2` }] });
  await expect(alice.readResource(uri)).rejects.toThrow(/too many to be read at once.*2 parts/s);
  const texts = [await alice.readResource(`${uri}.1`), await alice.readResource(`${uri}.2`)];
  const rows: unknown = JSON.parse(texts.join(""));
  expect(rows).toHaveLength(ROWS);
  expect(Object(rows)[ROWS - 1]).toMatchObject({ N: ROWS - 1 });
  await alice.close();
});
