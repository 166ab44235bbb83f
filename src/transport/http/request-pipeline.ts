import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../../log.ts";
import { principalOf } from "../../mcp/principal.ts";
import type { Admissions } from "./admission.ts";
import type { Authenticator } from "./authenticator.ts";
import { answerCors } from "./cors.ts";
import { guardRefusal, type AddressRules } from "./guard.ts";
import { readJsonBody } from "./json-body.ts";
import type { HttpLimits } from "./limits.ts";
import type { McpEndpoint } from "./mcp-endpoint.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { AdmittedRequest } from "./sessions.ts";

/** What every request passes on its way to the protocol. */
export interface Pipeline {
  readonly rules: AddressRules;
  readonly authenticator: Authenticator;
  readonly admissions: Admissions;
  readonly endpoint: McpEndpoint;
  readonly limits: Pick<HttpLimits, "bodyBytes" | "batch">;
  readonly isStopping: () => boolean;
  readonly log: Log;
}

const ENDPOINT = "/mcp";
const METHODS = ["GET", "POST", "DELETE"];

/** Answers one request: health, guard, CORS, authentication, body, limits, protocol, in this order. */
export async function answerRequest(request: IncomingMessage, response: ServerResponse, pipe: Pipeline): Promise<void> {
  response.setHeader("x-content-type-options", "nosniff").setHeader("x-request-id", randomUUID());
  const path = pathOf(request);
  if (answerHealth(path, request, response, pipe.isStopping())) return;
  const refusal = guardRefusal(request, pipe.rules);
  if (refusal !== undefined) return refuse(response, refusal);
  if (answerCors(request, response, pipe.rules.origins)) return;
  if (answerDocument(pipe.authenticator.documents?.get(path), request, response)) return;
  const misdirected = misdirectedTo(path, request, pipe);
  if (misdirected !== undefined) return refuse(response, misdirected);
  const caller = await pipe.authenticator.authenticate(request.headers);
  if (caller.kind === "refused") return refuse(response, caller.refusal);
  // Whoever went meanwhile would not be heard to go, and would keep their place for ever.
  if (response.closed) return;
  const { authInfo } = caller;
  await answerProtocol(Object.assign(request, authInfo && { auth: authInfo }), response, pipe);
}

/** The path alone; empty for a target that is no path, e.g. the absolute form that only proxies get. */
function pathOf({ url = "" }: IncomingMessage): string {
  return url.startsWith("/") ? (url.split("?", 1)[0] ?? "") : "";
}

// Probes come by address and without a token, and learn nothing but whether to send requests here.
function answerHealth(
  path: string,
  { method }: IncomingMessage,
  response: ServerResponse,
  isStopping: boolean,
): boolean {
  if ((path !== "/livez" && path !== "/readyz") || (method !== "GET" && method !== "HEAD")) return false;
  const isReady = path === "/livez" || !isStopping;
  response.writeHead(isReady ? 200 : 503, { "content-type": "text/plain", "cache-control": "no-store" });
  response.end(method === "HEAD" ? undefined : isReady ? "ok\n" : "stopping\n");
  return true;
}

function answerDocument(document: object | undefined, { method }: IncomingMessage, response: ServerResponse): boolean {
  if (document === undefined || method !== "GET") return false;
  response.writeHead(200, { "content-type": "application/json", "cache-control": "max-age=3600" });
  response.end(JSON.stringify(document));
  return true;
}

function misdirectedTo(path: string, { method = "" }: IncomingMessage, { isStopping }: Pipeline): Refusal | undefined {
  if (path !== ENDPOINT) return { status: 404, message: `There is nothing here; MCP is served at ${ENDPOINT}.` };
  if (!METHODS.includes(method)) {
    return { status: 405, message: "Method not allowed.", headers: { allow: METHODS.join(", ") } };
  }
  if (!isStopping()) return undefined;
  return { status: 503, message: "The server is stopping.", headers: { "retry-after": "5", connection: "close" } };
}

async function answerProtocol(request: IncomingMessage, response: ServerResponse, pipe: Pipeline): Promise<void> {
  if (!isReceived(request)) return refuse(response, { status: 400, message: "Bad Request." });
  const read = request.method === "POST" ? await readJsonBody(request, pipe.limits.bodyBytes) : undefined;
  if (read?.kind === "refused") return refuse(response, read.refusal);
  const body = read?.body;
  const messages = Array.isArray(body) ? body.length : 1;
  if (messages > pipe.limits.batch) {
    return refuse(response, { status: 400, message: `A batch may have at most ${pipe.limits.batch} messages.` });
  }
  const admission = pipe.admissions.enter(principalOf(request.auth).key, messages);
  if (admission.kind === "refused") return refuse(response, admission.refusal);
  // A stream stays open as long as its client likes; it neither takes a place nor holds up the end of the server.
  if (isStream(request, body)) admission.leave();
  else response.once("close", admission.leave);
  await pipe.endpoint.serve(request, response, body);
}

const isReceived = (request: IncomingMessage): request is AdmittedRequest =>
  request.method !== undefined && request.url !== undefined;

const isStream = ({ method }: IncomingMessage, body: unknown): boolean =>
  method === "GET" || Object(body).method === "subscriptions/listen";
