import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { JsonValue } from "../table/table.ts";
import { isObject, memberOf } from "./reply-schema.ts";

/** What an answer with an error status says, as far as it can be read. */
export interface ServiceFault {
  readonly endpoint: RemoteEndpoint;
  readonly status: number;
  /** The service's own code, e.g. `BadRequest`; the MDE API writes its 429 as the text `429`. */
  readonly code: string | undefined;
  /** The service's message, untrusted: it quotes the query. Empty for many 5xx. */
  readonly message: string;
  readonly requestId: string | undefined;
  /** Seconds to wait, as the header or else the message states them. */
  readonly retryAfterSeconds: number | undefined;
  /** True when conditional access asks for a new sign-in (a claims challenge). */
  readonly claimsChallenge: boolean;
}

/** Reads an error answer: Graph's `{error:{code,message,innerError}}`, MDE's `{error:{code,message,target}}`, or anything else. */
export function readFault(
  endpoint: RemoteEndpoint,
  answer: { readonly status: number; readonly headers: Headers },
  body: string,
  now: number,
): ServiceFault {
  const error = errorOf(body);
  const message = textOf(error, "message") ?? "";
  return {
    endpoint,
    status: answer.status,
    code: matching(textOf(error, "code"), /^[\w.-]{1,64}$/),
    message,
    requestId: requestIdOf(error, answer.headers),
    retryAfterSeconds: secondsOfHeader(answer.headers.get("retry-after"), now) ?? secondsOfMessage(message),
    claimsChallenge: /\bclaims=|insufficient_claims/.test(answer.headers.get("www-authenticate") ?? ""),
  };
}

/** The id under which the service finds a request that it answered with these headers. */
export function requestIdOfHeaders(headers: Headers): string | undefined {
  return requestId(headers.get("request-id") ?? headers.get("x-ms-request-id") ?? undefined);
}

type ErrorObject = Readonly<Record<string, JsonValue>>;

function errorOf(body: string): ErrorObject {
  try {
    const document: JsonValue = JSON.parse(body);
    const error = isObject(document) ? memberOf(document, "error") : undefined;
    return isObject(error) ? error : {};
  } catch {
    return {};
  }
}

function textOf(object: ErrorObject, name: string): string | undefined {
  const value = memberOf(object, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function requestIdOf(error: ErrorObject, headers: Headers): string | undefined {
  const inner = memberOf(error, "innererror");
  const own = (isObject(inner) ? textOf(inner, "request-id") : undefined) ?? textOf(error, "target");
  return requestId(own) ?? requestIdOfHeaders(headers);
}

// Ids stand outside quotation marks in our sentences, so they must look like ids.
const requestId = (text: string | undefined): string | undefined => matching(text, /^[\w|.:-]{1,128}$/);

function matching(text: string | undefined, shape: RegExp): string | undefined {
  return text !== undefined && shape.test(text) ? text : undefined;
}

function secondsOfHeader(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

const unitSeconds: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

// "… again in 00:12:00", "… in 15 minutes", "maximum allowed 45 per 00:01:00".
function secondsOfMessage(message: string): number | undefined {
  const clock = /\b(?:in|per|after)\s+(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})/i.exec(message);
  if (clock !== null) {
    const [days, hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0));
    return (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  }
  const words = /\b(?:in|per|after)\s+(\d+)\s+(second|minute|hour|day)s?\b/i.exec(message);
  return words === null ? undefined : Number(words[1]) * (unitSeconds[words[2]?.toLowerCase() ?? ""] ?? 1);
}
