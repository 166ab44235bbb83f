import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ALICE } from "../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../support/emulator/emulator.ts";
import { faults } from "../support/emulator/faults.ts";
import { configureInstances } from "../support/instances.ts";
import { startServerProcess, type ServerProcess } from "../support/server-process.ts";

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};

const call = (id: number, name: string, args: object) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: args },
});

let emulator: Emulator;
let environment: Readonly<Record<string, string>>;
let server: ServerProcess;

beforeAll(async () => {
  emulator = await startEmulator();
  ({ environment } = await configureInstances(emulator));
});
afterAll(() => emulator.close());
afterEach(() => {
  server.child.kill("SIGKILL");
});

async function initialized(level = "info"): Promise<void> {
  server = startServerProcess({ environment: { ...environment, DEFENDER_HUNTING_LOG_LEVEL: level } });
  const ready = server.response(1);
  server.send(INITIALIZE);
  expect(await ready).toHaveProperty("result");
  server.send({ jsonrpc: "2.0", method: "notifications/initialized" });
}

async function ask(id: number, name: string, args: object) {
  const answer = server.response(id);
  server.send(call(id, name, args));
  return answer;
}

describe("standard output", () => {
  it("carries JSON-RPC alone at the trace level, through sign-in, queries and errors", async () => {
    await initialized("trace");
    emulator.control.device.approveAs = ALICE;
    await ask(2, "list_instances", {});
    await ask(3, "connect", { instance: "Device" });
    await ask(4, "connect", { instance: "Device", wait_seconds: 5 });
    await ask(5, "run_hunting_query", { query: "EmailEvents", instance: "Device" });
    emulator.control.fail("graph", faults.graph(500, "UnknownError", ""));
    await ask(6, "run_hunting_query", { query: "EmailEvents", instance: "Device" });
    await ask(7, "no_such_tool", {});
    server.child.stdin.end();
    await server.ended;
    emulator.control.device.approveAs = undefined;
    expect(server.lines.length).toBeGreaterThanOrEqual(7);
    for (const line of server.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
    expect(server.stderr()).not.toBe("");
  });

  it("answers a line that is not JSON-RPC without losing the next one", async () => {
    await initialized();
    server.send("this is not JSON\n");
    expect(await ask(2, "list_instances", {})).toHaveProperty("result");
  });
});

describe("the end of the process", () => {
  it("comes with the end of standard input, with exit code 0", async () => {
    await initialized();
    server.child.stdin.end();
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  it("comes with the end of standard input although a sign-in is pending and a query runs", async () => {
    await initialized();
    await ask(2, "connect", { instance: "Device" });
    emulator.control.fail("graph", faults.hang());
    const arrived = emulator.control.next("graph");
    server.send(call(3, "run_hunting_query", { query: "EmailEvents", instance: "Secret" }));
    const request = await arrived;
    server.child.stdin.end();
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(await request.end).toBe("aborted");
  });

  it.each(["SIGTERM", "SIGINT"] as const)("comes with %s", async (signal) => {
    await initialized();
    server.child.kill(signal);
    const { code } = await server.ended;
    expect([0, 130, 143]).toContain(code);
  });

  it("comes without a stack trace when the host closes its side of standard output", async () => {
    await initialized();
    server.child.stdout.destroy();
    server.send(call(2, "list_instances", {}));
    server.send(call(3, "list_instances", {}));
    await server.ended;
    expect(server.stderr()).not.toMatch(/^\s+at /m);
  });
});
