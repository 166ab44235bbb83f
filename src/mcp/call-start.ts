import {
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  TRACEPARENT_META_KEY,
  TRACESTATE_META_KEY,
  type AuthInfo,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { CallPrincipal, CallStart } from "../telemetry/call-observer.ts";
import type { Tool } from "../tools/tool.ts";

interface StartingCall {
  readonly rawArguments: unknown;
  readonly server: McpServer;
  readonly ctx: ServerContext;
}

/** A tool call as observers see it begin: from the request alone, before anything of it is checked. */
export function callStartOf(tool: Tool, call: StartingCall, id: string, startedAt: number): CallStart {
  const { ctx, server, rawArguments } = call;
  const { mcpReq, http } = ctx;
  // A request of revision 2026-07-28 says it itself; in the initialize era the connection has said it once.
  const envelope: Readonly<Record<string, unknown>> = { ...mcpReq.envelope };
  const client: unknown = envelope[CLIENT_INFO_META_KEY] ?? server.server.getClientVersion();
  const applicationId = http?.authInfo?.clientId;
  return {
    id,
    startedAt,
    requestId: mcpReq.id,
    transport: http === undefined ? "stdio" : "http",
    protocolVersion: textIn(envelope, PROTOCOL_VERSION_META_KEY) ?? server.server.getNegotiatedProtocolVersion(),
    principal: principalIn(http?.authInfo),
    client: { name: textIn(client, "name"), version: textIn(client, "version"), applicationId },
    tool: tool.name,
    query: argumentOf(tool, rawArguments, "query"),
    timespan: argumentOf(tool, rawArguments, "timespan"),
    trace: traceOf(ctx),
  };
}

function principalIn(authInfo: AuthInfo | undefined): CallPrincipal | undefined {
  const tenantId = textIn(authInfo?.extra, "tid");
  const objectId = textIn(authInfo?.extra, "oid");
  if (tenantId === undefined || objectId === undefined) return undefined;
  const userName = textIn(authInfo?.extra, "upn");
  return { tenantId, objectId, userName, tokenId: textIn(authInfo?.extra, "uti") };
}

/** An argument of the tool, under whichever name it was given; other arguments may hold what nobody should keep. */
function argumentOf(tool: Tool, raw: unknown, name: string): string | undefined {
  if (!Object.hasOwn(tool.input.shape, name)) return undefined;
  const spellings = Object.entries(tool.aliases ?? {}).flatMap(([alias, meant]) => (meant === name ? [alias] : []));
  return [name, ...spellings].map((spelling) => textIn(raw, spelling)).find((text) => text !== undefined);
}

/** The trace of the call itself goes before that of the HTTP request which carried it (MCP, SEP-414). */
function traceOf({ mcpReq: { _meta: meta }, http }: ServerContext): CallStart["trace"] {
  const ownParent = textIn(meta, TRACEPARENT_META_KEY);
  const ownState = textIn(meta, TRACESTATE_META_KEY);
  if (ownParent !== undefined) return { from: "call", traceparent: ownParent, tracestate: ownState };
  const headers = http?.req?.headers;
  const traceparent = headers?.get("traceparent") ?? undefined;
  const tracestate = headers?.get("tracestate") ?? undefined;
  return traceparent === undefined ? undefined : { from: "http", traceparent, tracestate };
}

function textIn(container: unknown, name: string): string | undefined {
  const value: unknown = Object(container)[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
