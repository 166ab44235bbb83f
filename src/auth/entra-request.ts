import type { Redactor } from "../secrets.ts";
import { EntraFailureError, type Outage, outageOf } from "./entra-failure.ts";
import type { Fetch } from "./sign-in-deps.ts";

export interface EntraReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface EntraRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Record<string, string>;
  /** Form-encoded; empty for GET. */
  readonly body: string;
  readonly timeoutMs: number;
}

export interface EntraTransport {
  readonly fetch: Fetch;
  readonly redactor: Redactor;
  /** Ends every request and wait. */
  readonly signal?: AbortSignal | undefined;
  /** Waits so many milliseconds. @throws when `signal` is aborted. */
  readonly wait: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

const RETRY_WAITS_MS = [300, 1_000];
// Grants whose token is used up by the first request that arrives, even when its answer is lost.
const SINGLE_USE_GRANTS = new Set(["refresh_token", "authorization_code"]);
const SECRETS_SENT = [
  "client_secret",
  "client_assertion",
  "assertion",
  "refresh_token",
  "device_code",
  "code",
  "code_verifier",
];
const SECRETS_RECEIVED = ["access_token", "refresh_token", "id_token", "device_code"];

/**
 * One request to Entra, its secrets registered with the redactor; redirects are refused.
 * @throws EntraFailureError with an outage when no JSON answer arrives, or one with status 429 or 5xx.
 */
export async function sendOnce(request: EntraRequest, transport: EntraTransport): Promise<EntraReply> {
  const { host } = new URL(request.url);
  register(Object.fromEntries(new URLSearchParams(request.body)), SECRETS_SENT, transport.redactor);
  const { response, text } = await read(request, transport).catch((error: unknown) => {
    throw new EntraFailureError(outageOf(error, host));
  });
  // Azure Arc's first answer is a bare challenge.
  const body = response.status === 401 && text === "" ? {} : parseObject(text);
  const reason = unusable(response.status) ?? (body === undefined ? "not_json" : undefined);
  if (body === undefined || reason !== undefined) {
    const retryAfterSeconds = Number(response.headers.get("retry-after")) || undefined;
    const outage = { kind: "outage" as const, host, status: response.status, retryAfterSeconds };
    throw new EntraFailureError({ ...outage, reason: reason ?? "not_json" });
  }
  register(body, SECRETS_RECEIVED, transport.redactor);
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** As `sendOnce`, but short outages are waited out: two more tries within 1.3 s where repeating the request is safe. */
export async function sendPatiently(request: EntraRequest, transport: EntraTransport): Promise<EntraReply> {
  for (const waitMs of RETRY_WAITS_MS) {
    try {
      return await sendOnce(request, transport);
    } catch (error) {
      if (!mayRepeat(outageIn(error), request.body)) throw error;
      await transport.wait(waitMs, transport.signal);
    }
  }
  return sendOnce(request, transport);
}

export const outageIn = (error: unknown): Outage | undefined =>
  error instanceof EntraFailureError && error.failure.kind === "outage" ? error.failure : undefined;

async function read(
  request: EntraRequest,
  { fetch, signal }: EntraTransport,
): Promise<{ response: Response; text: string }> {
  const limit = AbortSignal.timeout(request.timeoutMs);
  const response = await fetch(request.url, {
    method: request.method,
    redirect: "error",
    signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    headers: request.headers,
    ...(request.method === "POST" && { body: request.body }),
  });
  return { response, text: await response.text() };
}

function mayRepeat(outage: Outage | undefined, body: string): boolean {
  if (outage === undefined || (outage.retryAfterSeconds ?? 0) > 1) return false;
  if (["throttled", "server", "proxy_unreachable"].includes(outage.reason)) return true;
  return outage.reason === "connection" && !SINGLE_USE_GRANTS.has(new URLSearchParams(body).get("grant_type") ?? "");
}

function register(fields: Readonly<Record<string, unknown>>, names: readonly string[], redactor: Redactor): void {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === "string") redactor.add(value);
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function unusable(status: number): "throttled" | "server" | undefined {
  if (status === 429) return "throttled";
  return status >= 500 ? "server" : undefined;
}
