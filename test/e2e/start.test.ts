import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServerProcess, type ProcessOptions, type ServerProcess } from "../support/server-process.ts";

let home: string;
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), "defender-hunting-start-"))));
afterAll(() => rm(home, { recursive: true }));

const start = (args: readonly string[] = [], environment: ProcessOptions["environment"] = {}): ServerProcess =>
  startServerProcess({ args, cwd: home, environment: { HOME: home, ...environment } });

/** Opens the connection and asks for the tools. */
async function listTools(server: ServerProcess): Promise<unknown> {
  const clientInfo = { name: "test", version: "1" };
  const opened = server.response(1);
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  server.send({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  await opened;
  const listed = server.response(2);
  server.send({ jsonrpc: "2.0", method: "notifications/initialized" });
  server.send({ jsonrpc: "2.0", id: 2, method: "tools/list" });
  return (await listed).result;
}

/** Scripts that the process had loaded when it ended, workers included, as V8 counted them. */
async function loadedScripts(directory: string): Promise<readonly string[]> {
  const files = (await readdir(directory)).filter((file) => file.startsWith("coverage-"));
  const reports = await Promise.all(files.map((file) => readFile(join(directory, file), "utf8")));
  return reports.flatMap((report) => {
    const { result }: { result: readonly { url: string }[] } = JSON.parse(report);
    return result.map((script) => script.url);
  });
}

// The engine and the language service each have a light front, and their weight in a worker thread.
const heavy =
  /node_modules\/(?:@azure\/msal|@kusto|re2js|undici|@napi-rs)|dist\/(?:engine|kql)\/(?:worker|execute|functions|operators|kusto)\b/;

describe("the built program", () => {
  it("loads nothing heavy before it has listed its tools", async () => {
    const directory = join(home, "coverage");
    const server = start(["--log-level", "trace"], { NODE_V8_COVERAGE: directory });
    expect(await listTools(server)).toMatchObject({ tools: expect.any(Array) });
    server.child.stdin.end();
    expect(await server.ended).toEqual({ code: 0, signal: null });
    const scripts = await loadedScripts(directory);
    expect(scripts.filter((url) => url.endsWith("/dist/main.js"))).toHaveLength(1);
    expect(scripts.filter((url) => heavy.test(url))).toEqual([]);
  });

  it("would be seen loading something heavy", async () => {
    const directory = join(home, "coverage-heavy");
    const tenant = {
      DEFENDER_TENANT_ID: "11111111-1111-4111-8111-111111111111",
      DEFENDER_CLIENT_ID: "22222222-2222-4222-8222-222222222222",
    };
    const nowhere = { HTTPS_PROXY: "http://127.0.0.1:9" };
    const server = start(["--log-level", "silent"], { ...tenant, ...nowhere, NODE_V8_COVERAGE: directory });
    await listTools(server);
    const connected = server.response(3);
    server.send({ jsonrpc: "2.0", id: 3, method: "tools/call", params: { name: "connect", arguments: {} } });
    await connected;
    server.child.stdin.end();
    await server.ended;
    expect((await loadedScripts(directory)).filter((url) => heavy.test(url)).length).toBeGreaterThan(0);
  });

  it.each([
    [["--max-rowz", "5"], "There is no flag “--max-rowz”. Did you mean --max-rows?"],
    [["--max-rows", "many"], "--max-rows"],
    [["--config", "nowhere.yaml"], "nowhere.yaml does not exist"],
    [["serve"], "There is no subcommand “serve”."],
  ])("tells in one line why it does not start with %j", async (args, reason) => {
    const server = start(args);
    server.child.stdin.end();
    expect(await server.ended).toEqual({ code: 2, signal: null });
    expect(server.stderr()).toContain(reason);
    expect(server.stderr().trim().split("\n")).toHaveLength(1);
    expect(server.lines).toEqual([]);
  });

  it("prints its version and its settings", async () => {
    const version = start(["--version"]);
    expect(await version.ended).toMatchObject({ code: 0 });
    expect(version.lines).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
    const help = start(["--help"]);
    await help.ended;
    expect(help.lines.join("\n")).toMatch(/--config FILE.*--max-rows N/s);
  });
});
