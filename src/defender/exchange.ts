import { CancelledError, HuntingError, type ServiceError } from "../errors.ts";
import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Secret } from "../secrets.ts";
import {
  connectionError,
  isConnectionFault,
  malformedError,
  redirectError,
  timeoutError,
  type SentRequest,
} from "./connection-errors.ts";
import { startDeadline } from "./deadline.ts";
import { MalformedReply } from "./malformed-reply.ts";
import { readStart, type Arrived } from "./read-reply.ts";
import type { Fetch } from "./reply.ts";
import { serviceError } from "./service-errors.ts";
import { readFault, requestIdOfHeaders } from "./service-fault.ts";

/** Bytes of an error answer that are read. */
const MAX_ERROR_BYTES = 65_536;

export interface ExchangeDeps {
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly maxResponseBytes: number;
}

/**
 * Reads a body whose status is a success.
 * @param arrived is kept up to date meanwhile.
 * @throws MalformedReply, or what the stream throws when the connection breaks.
 */
export type ReadBody<T> = (response: Response, maxBytes: number, arrived: Arrived) => Promise<T>;

/** What was read, with the size of the body after decompression. */
export type Delivered<T> = T & { readonly responseBytes: number; readonly requestId: string };

export interface Exchange<T> {
  readonly read: ReadBody<T>;
  readonly endpoint: RemoteEndpoint;
  readonly token: Secret;
  /** Makes the request a POST. */
  readonly body?: string;
  readonly signal: AbortSignal;
  /** A GUID that the service records as the client's id of the request. */
  readonly clientRequestId: string;
  /** Kept up to date while the answer arrives. */
  readonly arrived: Arrived;
}

/**
 * One request and its answer.
 * @throws ServiceError for every fault of the service or of the way to it; CancelledError when `signal` is aborted.
 */
export async function exchangeOnce<T extends object>(deps: ExchangeDeps, exchange: Exchange<T>): Promise<Delivered<T>> {
  const { endpoint, signal, arrived, clientRequestId } = exchange;
  const deadline = startDeadline(endpoint.timeoutMs, signal);
  let sent: SentRequest = { host: new URL(endpoint.url).host, requestId: clientRequestId };
  try {
    const response = await deps.fetch(endpoint.url, requestOf(exchange, deadline.signal));
    const { status } = response;
    const requestId = requestIdOfHeaders(response.headers);
    Object.assign(arrived, { status, requestId });
    sent = { ...sent, status, requestId: requestId ?? clientRequestId };
    if (!response.ok) throw await refusalOf(response, endpoint, sent, deps.now());
    const parsed = await exchange.read(response, deps.maxResponseBytes, arrived);
    return { ...parsed, responseBytes: arrived.bytes, requestId: sent.requestId };
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    if (deadline.isOver()) throw timeoutError(endpoint.timeoutMs, sent);
    throw explain(error, arrived, sent);
  } finally {
    deadline.end();
  }
}

function requestOf({ token, body, clientRequestId }: Exchange<unknown>, signal: AbortSignal): RequestInit {
  return {
    method: body === undefined ? "GET" : "POST",
    headers: {
      Authorization: `Bearer ${token.reveal()}`,
      // Without the charset, queries with other than ASCII text can give different results (Graph's documentation).
      ...(body === undefined ? {} : { "Content-Type": "application/json; charset=utf-8" }),
      Accept: "application/json",
      "client-request-id": clientRequestId,
    },
    ...(body === undefined ? {} : { body }),
    redirect: "manual",
    signal,
  };
}

async function refusalOf(
  response: Response,
  endpoint: RemoteEndpoint,
  sent: SentRequest,
  now: number,
): Promise<ServiceError> {
  if (response.status < 400) return redirectError(sent);
  const fault = readFault(endpoint, response, await readStart(response, MAX_ERROR_BYTES), now);
  return serviceError({ ...fault, requestId: fault.requestId ?? sent.requestId }, now);
}

function explain(error: unknown, { bytes }: Arrived, sent: SentRequest): unknown {
  if (error instanceof MalformedReply) return malformedError(error.reason, bytes, sent);
  if (error instanceof HuntingError) return error;
  return isConnectionFault(error) ? connectionError(error, sent) : error;
}
