import { setTimeout as sleep } from "node:timers/promises";
import type { ServerResponse } from "node:http";
import { html, json, type Reply } from "./http.ts";

/** One scripted deviation from the ordinary answer of a route. */
export type Fault =
  | { readonly kind: "reply"; readonly reply: Reply }
  /** Cuts the connection before the answer, or inside the body of the ordinary answer. */
  | { readonly kind: "drop"; readonly afterBytes?: number }
  /** Answers late, then as usual. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Accepts the request and never answers. */
  | { readonly kind: "hang" }
  /** Sends the ordinary body in pieces with pauses between them. */
  | { readonly kind: "slow_body"; readonly chunkBytes: number; readonly pauseMs: number }
  /** Starts a valid hunting answer and goes on with rows for ever. */
  | { readonly kind: "endless_body" };

const reply = (r: Reply): Fault => ({ kind: "reply", reply: r });

/** The usual faults by name, in the services' own wire forms. */
export const faults = {
  drop: (afterBytes?: number): Fault => (afterBytes === undefined ? { kind: "drop" } : { kind: "drop", afterBytes }),
  delay: (ms: number): Fault => ({ kind: "delay", ms }),
  hang: (): Fault => ({ kind: "hang" }),
  slowBody: (chunkBytes: number, pauseMs: number): Fault => ({ kind: "slow_body", chunkBytes, pauseMs }),
  endlessBody: (): Fault => ({ kind: "endless_body" }),
  reply: (status: number, body: string | object, headers: Readonly<Record<string, string>> = {}): Fault =>
    reply(
      typeof body === "string"
        ? { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body }
        : json(status, body, headers),
    ),
  malformed: (status = 200): Fault =>
    reply({ status, headers: { "content-type": "application/json" }, body: '{"schema":[{"name":"Timest' }),
  html: (status: number): Fault => reply(html(status, "<h1>The page cannot be displayed</h1>")),
  redirect: (to: string): Fault => reply({ status: 302, headers: { location: to }, body: "" }),
  aadsts: (code: number, options: EntraErrorOptions = {}): Fault => reply(entraError(code, options)),
  slowDown: (): Fault => reply(entraError(70016, { error: "slow_down" })),
  pending: (): Fault => reply(entraError(70016)),
  graph: (status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Fault =>
    reply(graphError(status, code, message, headers)),
  mde: (status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Fault =>
    reply(mdeError(status, code, message, headers)),
} as const;

/** The request id that every error of the emulated hunting APIs carries. */
export const REQUEST_ID = "5e1f0000-0000-4000-8000-00000000f00d";
/** The trace id that every error of the emulated Entra carries. */
export const TRACE_ID = "7ace0000-0000-4000-8000-00000000f00d";

export interface EntraErrorOptions {
  readonly error?: string;
  readonly description?: string;
  readonly status?: number;
  readonly claims?: string;
  readonly suberror?: string;
}

/** OAuth error words of codes whose word is not `invalid_grant`. */
const ERROR_WORDS: Readonly<Record<number, string>> = {
  65004: "authorization_declined",
  70016: "authorization_pending",
  70018: "bad_verification_code",
  70019: "expired_token",
  70011: "invalid_scope",
  28002: "invalid_scope",
  90002: "invalid_request",
  500011: "invalid_resource",
  650057: "invalid_resource",
  700016: "unauthorized_client",
  700025: "invalid_client",
  700027: "invalid_client",
  7000215: "invalid_client",
  7000218: "invalid_client",
  7000222: "invalid_client",
  53003: "access_denied",
  50076: "interaction_required",
};

/** An error answer of the token or device code endpoint, in Entra's form. */
export function entraError(code: number, options: EntraErrorOptions = {}): Reply {
  const error = options.error ?? ERROR_WORDS[code] ?? "invalid_grant";
  const status = options.status ?? (error === "invalid_client" ? 401 : 400);
  const text = options.description ?? "Scripted by the emulator.";
  const timestamp = new Date().toISOString().replace("T", " ").slice(0, 19);
  return json(status, {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${TRACE_ID} Correlation ID: ${TRACE_ID} Timestamp: ${timestamp}Z`,
    error_codes: [code],
    timestamp: `${timestamp}Z`,
    trace_id: TRACE_ID,
    correlation_id: TRACE_ID,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    ...(options.claims !== undefined && { claims: options.claims }),
    ...(options.suberror !== undefined && { suberror: options.suberror }),
  });
}

/** An error answer of Graph. */
export function graphError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const innerError = { date: new Date().toISOString(), "request-id": REQUEST_ID, "client-request-id": REQUEST_ID };
  return json(status, { error: { code, message, innerError } }, { "request-id": REQUEST_ID, ...headers });
}

/** An error answer of the Defender for Endpoint API; `target` is its tracking id. */
export function mdeError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return json(status, { error: { code, message, target: REQUEST_ID } }, headers);
}

/** Writes the ordinary reply as the fault demands. Returns when nothing more will be written. */
export async function writeWithFault(
  response: ServerResponse,
  ordinary: () => Promise<Reply>,
  fault: Fault,
): Promise<void> {
  if (fault.kind === "hang") return;
  if (fault.kind === "reply") return writeReply(response, fault.reply);
  if (fault.kind === "endless_body") return writeForEver(response);
  if (fault.kind === "drop" && fault.afterBytes === undefined) return void response.destroy();
  if (fault.kind === "delay") {
    await sleep(fault.ms);
    return writeReply(response, await ordinary());
  }
  const { status, headers, body } = await ordinary();
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  if (fault.kind === "drop") return void response.write(body.slice(0, fault.afterBytes), () => response.destroy());
  for (let at = 0; at < body.length && !response.destroyed; at += fault.chunkBytes) {
    response.write(body.slice(at, at + fault.chunkBytes));
    await sleep(fault.pauseMs);
  }
  response.end();
}

/** Writes a reply and ends the response. */
export function writeReply(response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

const ENDLESS_START = '{"schema":[{"name":"Filler","type":"String"}],"results":[{"Filler":""}';
const ENDLESS_ROWS = `,{"Filler":"${"x".repeat(1_000)}"}`.repeat(64);

function writeForEver(response: ServerResponse): void {
  const fill = (): void => {
    while (!response.destroyed && response.write(ENDLESS_ROWS));
  };
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).write(ENDLESS_START);
  response.on("drain", fill);
  fill();
}
