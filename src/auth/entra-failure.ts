import type { Redactor } from "../secrets.ts";
import { clip, visible } from "../visible-text.ts";

/** Entra's refusal in its own terms; logic is driven by `error` and `claims`, the AADSTS numbers serve help texts. */
export interface Refusal {
  readonly kind: "refused";
  /** OAuth error word, e.g. `invalid_grant`. */
  readonly error: string;
  /** AADSTS numbers, the most specific first. */
  readonly codes: readonly number[];
  /** First line of Entra's description, secrets masked, hidden characters shown, at most 300. */
  readonly description: string;
  /** Claims challenge to hand to the next sign-in. */
  readonly claims: string | undefined;
  readonly traceId: string | undefined;
}

/** No usable answer arrived. */
export interface Outage {
  readonly kind: "outage";
  readonly host: string;
  readonly reason:
    | "dns"
    | "proxy"
    | "proxy_unreachable"
    | "connection"
    | "timeout"
    | "certificate"
    | "redirect"
    | "not_json"
    | "throttled"
    | "server"
    | "cancelled";
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
}

export type EntraFailure = Refusal | Outage;

/** Thrown through MSAL, which hides it; whoever called MSAL reads the network module's `lastFailure` instead. */
export class EntraFailureError extends Error {
  override readonly name = "EntraFailureError";
  readonly failure: EntraFailure;

  constructor(failure: EntraFailure) {
    super(failure.kind === "refused" ? failure.error : failure.reason);
    this.failure = failure;
  }
}

type Body = Readonly<Record<string, unknown>>;
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Foreign text made fit for a sentence of ours: its first line, hidden characters shown, at most 300 characters. */
export function printable(foreign: string): string {
  const line = foreign.split(/\r?\n| Trace ID:/)[0] ?? "";
  const { text: kept, rest } = clip(visible(line.trim()), 300);
  return rest > 0 ? `${kept}…` : kept;
}

/**
 * The refusal in an OAuth error body; undefined when the body holds none. The fields are Entra's own, beside those of RFC 6749 §5.2.
 * @param redactor masks secrets that the description quotes, before it is cut.
 */
export function refusalIn(body: Body, redactor: Redactor): Refusal | undefined {
  const error = text(body["error"]);
  if (error === undefined) return undefined;
  const description = text(body["error_description"]) ?? "";
  return {
    kind: "refused",
    error: printable(error),
    codes: aadstsCodes(body["error_codes"], description),
    description: printable(redactor.redact(description.replace(/^AADSTS\d+:\s*/, ""))),
    claims: text(body["claims"]),
    traceId: text(body["trace_id"]) ?? text(body["correlation_id"]),
  };
}

function aadstsCodes(listed: unknown, description: string): readonly number[] {
  const inText = [...description.matchAll(/AADSTS(\d+)/g)].map((match) => Number(match[1]));
  const inList = Array.isArray(listed) ? listed.filter((code) => typeof code === "number") : [];
  return [...new Set([...inList, ...inText])];
}

const byErrorCode: readonly (readonly [RegExp, Outage["reason"]])[] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, "dns"],
  [/^ERR_PROXY_TUNNEL$/, "proxy"],
  [/^ERR_PROXY_CONNECTION$/, "proxy_unreachable"],
  [/TIMEOUT|TIMEDOUT/, "timeout"],
  [/CERT|SIGNATURE|^ERR_TLS|^ERR_SSL|SELF_SIGNED/, "certificate"],
];

/** What a rejected `fetch` means. @param fault what `fetch` threw; its innermost `cause` carries the system's error code. */
export function outageOf(fault: unknown, host: string): Outage {
  const codes: string[] = [];
  let reason: Outage["reason"] = "connection";
  for (let at: unknown = fault; at instanceof Error; at = at.cause) {
    if (at.name === "TimeoutError") reason = "timeout";
    if (at.name === "AbortError") reason = "cancelled";
    if (at.message.includes("redirect")) reason = "redirect";
    if ("code" in at && typeof at.code === "string") codes.push(at.code);
  }
  for (const [pattern, meaning] of byErrorCode) if (codes.some((code) => pattern.test(code))) reason = meaning;
  return { kind: "outage", host, reason, status: undefined, retryAfterSeconds: undefined };
}
