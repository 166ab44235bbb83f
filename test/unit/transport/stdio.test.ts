import { PassThrough } from "node:stream";
import { McpServer } from "@modelcontextprotocol/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createLog } from "../../../src/log.ts";
import { createRedactor } from "../../../src/secrets.ts";
import { serveOverStdio } from "../../../src/transport/stdio.ts";

const line = (message: object): string => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
const initialize = line({
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
});
const initialized = line({ method: "notifications/initialized" });
const call = (id: number, name: string): string => line({ id, method: "tools/call", params: { name, arguments: {} } });

/** A connection over pipes, with a tool that ends when told to and one that only ends when it is aborted. */
function connect() {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const lines: string[] = [];
  const gate = new AbortController();
  let aborted = false;
  const released = new Promise<void>((resolve) => gate.signal.addEventListener("abort", () => resolve()));
  const factory = () => {
    const server = new McpServer({ name: "test", version: "1" });
    const inputSchema = z.object({});
    const done = { content: [{ type: "text" as const, text: "done" }] };
    server.registerTool("slow", { inputSchema }, async () => released.then(() => done));
    server.registerTool("endless", { inputSchema }, async (_input, ctx) => {
      await new Promise((resolve) => ctx.mcpReq.signal.addEventListener("abort", resolve));
      aborted = true;
      return done;
    });
    return server;
  };
  let rest = "";
  stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  const logged: string[] = [];
  const log = createLog("trace", createRedactor(), { write: (entry: string) => logged.push(entry) > 0 });
  const connection = serveOverStdio(factory, { stdin, stdout, drainMs: 100 }, log);
  return { stdin, stdout, lines, logged, connection, release: () => gate.abort(), wasAborted: () => aborted };
}

const idsOf = (lines: readonly string[]): unknown[] => lines.map((text) => JSON.parse(text).id);

describe("serveOverStdio", () => {
  it("answers what was read before the end of input, then closes", async () => {
    const { stdin, lines, connection, release } = connect();
    stdin.end(initialize + initialized + call(2, "slow"));
    setImmediate(() => setImmediate(release));
    await connection.closed;
    expect(idsOf(lines)).toEqual([1, 2]);
    expect(JSON.parse(lines[1] ?? "").result.content[0].text).toBe("done");
  });

  it("closes at once at the end of input when nothing is open", async () => {
    const { stdin, connection, lines } = connect();
    stdin.end();
    await connection.closed;
    expect(lines).toEqual([]);
  });

  it("gives a call that does not end a little time, then aborts it", async () => {
    const { stdin, connection, wasAborted, lines } = connect();
    stdin.end(initialize + initialized + call(2, "endless"));
    await connection.closed;
    expect(idsOf(lines)).toEqual([1]);
    await new Promise(setImmediate);
    expect(wasAborted()).toBe(true);
  });

  it("aborts what is in flight when it is closed", async () => {
    const { stdin, lines, connection, wasAborted } = connect();
    stdin.write(initialize + initialized + call(2, "endless"));
    while (lines.length === 0) await new Promise(setImmediate);
    await connection.close();
    await connection.closed;
    await new Promise(setImmediate);
    expect(wasAborted()).toBe(true);
  });

  it("closes when its output breaks", async () => {
    const { stdin, stdout, connection, logged } = connect();
    stdin.write(initialize);
    stdout.destroy(new Error("EPIPE"));
    await connection.closed;
    expect(logged.join("")).toContain("EPIPE");
  });

  it("writes nothing but answers, whatever it reads", async () => {
    const { stdin, lines, connection } = connect();
    stdin.end(`not json\n${initialize}`);
    await connection.closed;
    expect(idsOf(lines)).toEqual([1]);
  });
});
