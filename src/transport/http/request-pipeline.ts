import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../../log.ts";
import { principalOf } from "../../mcp/principal.ts";
import type { Admissions, Place } from "./admission.ts";
import type { Authenticator, Caller } from "./authenticator.ts";
import { answerCors } from "./cors.ts";
import { guardRefusal, type AddressRules } from "./guard.ts";
import { readJsonBody, type JsonBody } from "./json-body.ts";
import type { HttpLimits } from "./limits.ts";
import type { McpEndpoint } from "./mcp-endpoint.ts";
import { answerMetrics, METRICS_PATH, type ReadMetrics } from "./metrics-server.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { AdmittedRequest } from "./sessions.ts";
import { whenClosed } from "./when-closed.ts";

/** What every request passes on its way to the protocol. */
export interface Pipeline {
  readonly rules: AddressRules;
  readonly authenticator: Authenticator;
  readonly admissions: Admissions;
  readonly endpoint: McpEndpoint;
  readonly limits: Pick<HttpLimits, "bodyBytes" | "batch">;
  readonly isStopping: () => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether what requests need beside this server is there. */
  readonly isReady: () => Promise<boolean>;
  readonly log: Log;
  /** Whoever may call may read them. */
  readonly metrics?: ReadMetrics | undefined;
}

const ENDPOINT = "/mcp";
const METHODS = ["GET", "POST", "DELETE"];

/** Answers one request: health, guard, CORS, authentication, metrics, body, limits, protocol, in this order. */
export async function answerRequest(request: IncomingMessage, response: ServerResponse, pipe: Pipeline): Promise<void> {
  response
    .setHeader("x-content-type-options", "nosniff")
    .setHeader("x-request-id", randomUUID())
    // Answers hold a tenant's data.
    .setHeader("cache-control", "no-store");
  const path = pathOf(request);
  if (isProbe(path, request)) return answerProbe(path, request, response, pipe);
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
  const verified = withCaller(request, caller);
  await (path === METRICS_PATH
    ? answerMetrics(verified, response, pipe.metrics)
    : answerProtocol(verified, response, pipe));
}

const withCaller = (request: IncomingMessage, { authInfo }: Extract<Caller, { kind: "caller" }>): IncomingMessage =>
  Object.assign(request, authInfo && { auth: authInfo });

/** The path alone; empty for a target that is no path, e.g. the absolute form that only proxies get. */
function pathOf({ url = "" }: IncomingMessage): string {
  return url.startsWith("/") ? (url.split("?", 1)[0] ?? "") : "";
}

const isProbe = (path: string, { method }: IncomingMessage): boolean =>
  (path === "/livez" || path === "/readyz") && (method === "GET" || method === "HEAD");

// Probes come by address and without a token, and learn nothing but whether to send requests here.
async function answerProbe(
  path: string,
  { method }: IncomingMessage,
  response: ServerResponse,
  pipe: Pipeline,
): Promise<void> {
  const hindrance = path === "/livez" ? undefined : await hindranceOf(pipe);
  response.writeHead(hindrance === undefined ? 200 : 503, { "content-type": "text/plain" });
  response.end(method === "HEAD" ? undefined : `${hindrance ?? "ok"}\n`);
}

async function hindranceOf({ isStopping, authenticator, isReady }: Pipeline): Promise<string | undefined> {
  if (isStopping()) return "stopping";
  if (!(await isReady())) return "the shared store does not answer";
  return (await authenticator.ready?.()) === false ? "callers cannot be verified" : undefined;
}

function answerDocument(document: object | undefined, { method }: IncomingMessage, response: ServerResponse): boolean {
  if (document === undefined || method !== "GET") return false;
  response.writeHead(200, { "content-type": "application/json", "cache-control": "public, max-age=3600" });
  response.end(JSON.stringify(document));
  return true;
}

function misdirectedTo(path: string, { method = "" }: IncomingMessage, pipe: Pipeline): Refusal | undefined {
  if (path === METRICS_PATH) return undefined;
  if (path !== ENDPOINT) return { status: 404, message: `There is nothing here; MCP is served at ${ENDPOINT}.` };
  if (!METHODS.includes(method)) {
    return { status: 405, message: "Method not allowed.", headers: { allow: METHODS.join(", ") } };
  }
  if (!pipe.isStopping()) return undefined;
  return { status: 503, message: "The server is stopping.", headers: { "retry-after": "5", connection: "close" } };
}

async function answerProtocol(request: IncomingMessage, response: ServerResponse, pipe: Pipeline): Promise<void> {
  if (!isReceived(request)) return refuse(response, { status: 400, message: "Bad Request." });
  const admission = pipe.admissions.enter(principalOf(request.auth).key);
  if (admission.kind === "refused") return refuse(response, admission.refusal);
  const { place } = admission;
  whenClosed(response, place.leave);
  const read = await bodyOf(request, pipe.limits.bodyBytes);
  if (read.kind === "refused") return refuse(response, read.refusal);
  const { body } = read;
  const refusal = payFor(body, place, pipe.limits) ?? (isStream(request, body) ? place.becomeStream() : undefined);
  if (refusal !== undefined) return refuse(response, refusal);
  if (isStream(request, body)) endWithToken(request, response, pipe.now());
  await pipe.endpoint.serve(request, response, body);
}

const bodyOf = (request: AdmittedRequest, maxBytes: number): Promise<JsonBody> =>
  request.method === "POST" ? readJsonBody(request, maxBytes) : Promise.resolve({ kind: "json", body: undefined });

function payFor(body: unknown, place: Place, { batch }: Pipeline["limits"]): Refusal | undefined {
  const messages = Array.isArray(body) ? body.length : 1;
  if (messages <= batch) return place.pay(messages);
  return { status: 400, message: `A batch may have at most ${batch} messages.` };
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A stream goes on no longer than the token that opened it; its client opens another with a fresh one. */
function endWithToken({ auth }: AdmittedRequest, response: ServerResponse, now: number): void {
  if (auth?.expiresAt === undefined) return;
  const ms = Math.min(Math.max(0, auth.expiresAt * 1000 - now), LONGEST_TIMER_MS);
  const timer = setTimeout(() => response.destroy(), ms).unref();
  whenClosed(response, () => clearTimeout(timer));
}

const isReceived = (request: IncomingMessage): request is AdmittedRequest =>
  request.method !== undefined && request.url !== undefined;

const isStream = ({ method }: IncomingMessage, body: unknown): boolean =>
  method === "GET" || Object(body).method === "subscriptions/listen";
