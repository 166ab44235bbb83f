import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { classifyInboundRequest, createMcpHandler, type McpServerFactory } from "@modelcontextprotocol/server";
import { principalOf } from "../../mcp/principal.ts";
import { refuse } from "./refusal.ts";
import { createSessions, type AdmittedRequest, type SessionLimits } from "./sessions.ts";

export interface McpEndpointOptions {
  /** Serves the initialize era without sessions too: any replica answers any request, but there are no sign-in pages and no cancellation. */
  readonly stateless: boolean;
  readonly sessions: SessionLimits;
  /** Open `subscriptions/listen` streams of revision 2026-07-28. */
  readonly mostSubscriptions: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onerror: (error: Error) => void;
}

/** `/mcp` for both protocol eras. */
export interface McpEndpoint {
  /** Answers a request that passed all guards; `body` is its parsed JSON, undefined without one. */
  serve(request: AdmittedRequest, response: ServerResponse, body: unknown): Promise<void>;
  /** Open sessions of the initialize era. */
  sessions(): number;
  /** Closes sessions that were idle for too long. */
  expire(): void;
  /** Cancels what runs and closes all streams and sessions. */
  close(): Promise<void>;
}

/** Serves revision 2026-07-28, where each request stands alone, and the initialize era, where a client keeps a session. */
export function createMcpEndpoint(factory: McpServerFactory, options: McpEndpointOptions): McpEndpoint {
  const { stateless, onerror, mostSubscriptions, now } = options;
  const handler = createMcpHandler(factory, {
    legacy: stateless ? "stateless" : "reject",
    maxSubscriptions: mostSubscriptions,
    onerror,
  });
  const perRequest = toNodeHandler(handler, { onerror });
  const sessions = createSessions(factory, { limits: options.sessions, now, onerror });
  const serveInSession: McpEndpoint["serve"] = async (request, response, body) => {
    const owner = principalOf(request.auth).key;
    const id = headerOf(request.headers, "mcp-session-id");
    const known = id === undefined ? undefined : sessions.find(id, owner);
    if (known !== undefined) return known.serve(request, response, body);
    if (id !== undefined) return refuse(response, sessionNotFound);
    if (!opensSession(body)) return refuse(response, sessionRequired);
    const opened = await sessions.open(owner);
    return opened === undefined ? refuse(response, tooManySessions) : opened.serve(request, response, body);
  };
  return {
    serve: (request, response, body) =>
      !stateless && isInitializeEra(request, body)
        ? serveInSession(request, response, body)
        : perRequest(request, response, body),
    sessions: () => sessions.count(),
    expire: () => sessions.expire(),
    async close() {
      await Promise.all([handler.close(), sessions.closeAll()]);
    },
  };
}

const SESSION_NOT_FOUND = -32_001;
const sessionNotFound = {
  status: 404,
  code: SESSION_NOT_FOUND,
  message: "Session not found: it was closed or has expired. Initialize a new one.",
};
const sessionRequired = { status: 400, message: "Bad Request: send the Mcp-Session-Id of an initialized session." };
const tooManySessions = {
  status: 503,
  message: "Too many open sessions. Close some, or try again later.",
  headers: { "retry-after": "60" },
};

function isInitializeEra({ method, headers }: AdmittedRequest, body: unknown): boolean {
  const named = {
    protocolVersionHeader: headerOf(headers, "mcp-protocol-version"),
    mcpMethodHeader: headerOf(headers, "mcp-method"),
    mcpNameHeader: headerOf(headers, "mcp-name"),
  };
  const present = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  return classifyInboundRequest({ httpMethod: method, ...present, body }).kind === "legacy";
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const opensSession = (body: unknown): boolean =>
  (Array.isArray(body) ? body : [body]).some((message) => Object(message).method === "initialize");
