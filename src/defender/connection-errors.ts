import { ServiceError } from "../errors.ts";
import type { MalformedReason } from "./malformed-reply.ts";

/** Where and under which id a request was sent. */
export interface SentRequest {
  readonly host: string;
  /** The service's id when it gave one, else the id that we sent along. */
  readonly requestId: string;
  /** HTTP status, once an answer has begun. */
  readonly status?: number | undefined;
}

interface Explanation {
  readonly what: string;
  readonly nextStep: string;
}

const AGAIN = "Try again; the query changed nothing.";
const LESS = "Ask for less: a shorter time range, project the needed columns, summarize, or take.";

// Codes of Node's network and TLS layers, of OpenSSL and of undici, which is Node's fetch.
const connectionFaults: readonly (readonly [RegExp, Explanation])[] = [
  [
    /^(?:ENOTFOUND|EAI_)/,
    {
      what: "the host's name could not be resolved",
      nextStep: "Check the network, the DNS and, behind a proxy, HTTPS_PROXY; check Cloud of the instance.",
    },
  ],
  [
    /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/,
    {
      what: "no connection could be made",
      nextStep: "Check the network, the firewall and, behind a proxy, HTTPS_PROXY.",
    },
  ],
  [
    /^ERR_PROXY_TUNNEL$/,
    {
      what: "the proxy of this network refused the connection",
      nextStep:
        "Check HTTPS_PROXY with its user name and password, or ask the network's administrator to admit the host.",
    },
  ],
  [
    /^ERR_PROXY_CONNECTION$/,
    {
      what: "the proxy that HTTPS_PROXY names cannot be reached",
      nextStep: "Check the address in HTTPS_PROXY, and unset it where this network needs no proxy.",
    },
  ],
  [
    /TIMEDOUT|TIMEOUT/,
    {
      what: "the network timed out",
      nextStep: "Check the network, the firewall and the proxy, then try again.",
    },
  ],
  [
    /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|ALTNAME|EPROTO/,
    {
      what: "the TLS connection was refused because the host's certificate could not be trusted",
      nextStep:
        "Where the network inspects TLS, set NODE_EXTRA_CA_CERTS to a file with its root certificate and restart the server.",
    },
  ],
  [
    /^(?:HPE_|Z_|UND_ERR_(?:RES|REQ|INVALID|HEADERS_OVERFLOW))/,
    {
      what: "the answer is not proper HTTP",
      nextStep: "A proxy on the way may have damaged it: check the network path, then try again.",
    },
  ],
];
const brokenConnection: Explanation = { what: "the connection broke before the answer was complete", nextStep: AGAIN };

/** True for what fetch throws when the way to the service fails, before or inside the answer. */
export function isConnectionFault(error: unknown): boolean {
  return codeOf(error) !== "" || (error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message));
}

/** An error thrown by fetch or by reading its body. The cause's message is left out: it may quote what was sent. */
export function connectionError(error: unknown, { host, requestId, status }: SentRequest): ServiceError {
  const code = codeOf(error);
  const [, { what, nextStep }] = connectionFaults.find(([shape]) => shape.test(code)) ?? [/./, brokenConnection];
  return new ServiceError(`${host}: ${what}${code === "" ? "" : ` (${code})`}.`, { nextStep, requestId, status });
}

/** The first error code along the causes: fetch wraps what happened once or twice. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string" && /^\w{1,64}$/.test(error.code)) return error.code;
  return codeOf(error.cause);
}

/** The service kept us waiting longer than a query may take. */
export function timeoutError(timeoutMs: number, { host, requestId, status }: SentRequest): ServiceError {
  return new ServiceError(`${host} did not finish its answer within ${timeoutMs / 1000} seconds.`, {
    nextStep:
      "Narrow the query: a shorter time range, named tables instead of search or union *, filters before joins.",
    requestId,
    status,
  });
}

/** An answer that points elsewhere; a token never follows. */
export function redirectError({ host, requestId, status }: SentRequest): ServiceError {
  return new ServiceError(
    `${host} answered with a redirect (${status}), which is not followed because the access token would go along.`,
    {
      nextStep: "Check Cloud and endpoints of the instance, and whether a proxy on the way redirects requests.",
      requestId,
      status,
    },
  );
}

const malformedReplies: Readonly<Record<MalformedReason, Explanation>> = {
  empty: { what: "the answer is empty", nextStep: AGAIN },
  cut: { what: "the answer was cut off before its end", nextStep: AGAIN },
  not_json: {
    what: "the answer is not JSON",
    nextStep: "A proxy or sign-in page on the way may have answered instead: check the network path, then try again.",
  },
  no_table: {
    what: "the answer is JSON without schema and results",
    nextStep: "Check Cloud and endpoints of the instance.",
  },
  bad_schema: { what: "the schema of the answer cannot be understood", nextStep: AGAIN },
  bad_row: { what: "the answer has rows that are not objects", nextStep: AGAIN },
  too_many_cells: { what: "the answer has more cells than this server holds", nextStep: LESS },
  too_large: { what: "the answer is too large for this server", nextStep: LESS },
};

/** An answer with a success status that is not a table. */
export function malformedError(reason: MalformedReason, bytes: number, sent: SentRequest): ServiceError {
  const { what, nextStep } = malformedReplies[reason];
  return new ServiceError(`${sent.host}: ${what} (${bytes} bytes read).`, {
    nextStep,
    requestId: sent.requestId,
    status: sent.status,
  });
}
