import { McpServer, type AuthInfo } from "@modelcontextprotocol/server";
import { afterEach } from "vitest";
import { z } from "zod";
import { createLog } from "../../../src/log.ts";
import { createRedactor } from "../../../src/secrets.ts";
import type { AddressRules } from "../../../src/transport/http/guard.ts";
import { serveOverHttp, type HttpServer, type HttpServerOptions } from "../../../src/transport/http/http-server.ts";
import { withoutAuthentication } from "../../../src/transport/http/authenticator.ts";
import { usualLimits } from "../../../src/transport/http/limits.ts";
import { INITIALIZE, jsonHeaders, rawRequest, type RawResponse } from "../../support/raw-request.ts";

/** A call of the tool `wait`: it runs until it is released or cancelled. */
export interface RunningCall {
  readonly release: () => void;
  readonly aborted: Promise<void>;
}

/** Servers of two tools: `who` answers the caller's object id, `wait` runs until the test lets it go. */
export interface HttpBench {
  serve(options?: Partial<HttpServerOptions>): Promise<HttpServer>;
  /** The next call of `wait` that arrives. */
  nextCall(): Promise<RunningCall>;
  readonly logged: readonly string[];
}

export const loopbackRules: AddressRules = {
  hosts: new Set(["127.0.0.1", "localhost", "[::1]"]),
  origins: new Set(),
  localPages: true,
};

const nameOf = (authInfo: AuthInfo | undefined): string => {
  const oid = authInfo?.extra?.["oid"];
  return typeof oid === "string" ? oid : "nobody";
};

const DRAIN_MS = 150;

/** Servers for the tests of the surrounding block; those of a test are closed after it. */
export function useHttpBench(): HttpBench {
  const servers: HttpServer[] = [];
  const waiting: ((call: RunningCall) => void)[] = [];
  const logged: string[] = [];
  const log = createLog("debug", createRedactor(), { write: (line: string) => logged.push(line) > 0 });
  const createServer = () => {
    const server = new McpServer({ name: "bench", version: "1" });
    server.registerTool("who", { inputSchema: z.object({}) }, (_, ctx) => ({
      content: [{ type: "text", text: nameOf(ctx.http?.authInfo) }],
    }));
    server.registerTool("wait", { inputSchema: z.object({}) }, async (_, ctx) => {
      const aborted = new Promise<void>((resolve) => ctx.mcpReq.signal.addEventListener("abort", () => resolve()));
      const released = new Promise<void>((release) => waiting.shift()?.({ release, aborted }));
      await Promise.race([released, aborted]);
      return { content: [{ type: "text", text: "released" }] };
    });
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    logged.length = 0;
  });
  return {
    logged,
    nextCall: () => new Promise((resolve) => waiting.push(resolve)),
    async serve(options = {}) {
      const server = await serveOverHttp(createServer, {
        host: "127.0.0.1",
        port: 0,
        stateless: false,
        rules: loopbackRules,
        authenticator: withoutAuthentication,
        limits: { ...usualLimits, drainMs: DRAIN_MS },
        now: Date.now,
        log,
        ...options,
      });
      servers.push(server);
      return server;
    },
  };
}

/** Posts a JSON-RPC message as the 2025 era does. */
export function post(
  url: string,
  message: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawResponse> {
  const body = typeof message === "string" ? message : JSON.stringify(message);
  return rawRequest(url, { method: "POST", headers: { ...jsonHeaders(url), ...headers }, body });
}

/** Opens a session; answers its id. */
export async function openSession(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const { headers: answered, status, text } = await post(url, INITIALIZE, headers);
  const id = answered["mcp-session-id"];
  if (typeof id !== "string") throw new Error(`No session: ${status} ${text}`);
  return id;
}

/** A call of a tool as a JSON-RPC request. */
export const toolCall = (id: number, name: string, args: object = {}) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: args },
});

interface ModernRequest {
  readonly message: object;
  readonly headers: Record<string, string>;
}

const ENVELOPE = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** A request as revision 2026-07-28 writes it, with its headers. */
export function modernRequest(id: number, method: string, params: object): ModernRequest {
  const { name = Object(params).uri }: Readonly<Record<string, unknown>> = { ...params };
  return {
    message: { jsonrpc: "2.0", id, method, params: { ...params, _meta: ENVELOPE } },
    headers: {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(typeof name === "string" && { "mcp-name": name }),
    },
  };
}

/** The same for the call of a tool. */
export const modernCall = (id: number, name: string, args: object = {}): ModernRequest =>
  modernRequest(id, "tools/call", { name, arguments: args });
