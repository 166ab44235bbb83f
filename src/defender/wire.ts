import { randomUUID } from "node:crypto";
import { ServiceError } from "../errors.ts";
import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secrets.ts";
import { createCallQuota } from "./call-quota.ts";
import { exchangeOnce, type Delivered, type ReadBody } from "./exchange.ts";
import { withHeartbeat } from "./heartbeat.ts";
import { pause, sleepOnTimer, type Sleep } from "./pause.ts";
import type { Arrived } from "./read-reply.ts";
import type { Fetch, HuntingCall } from "./reply.ts";
import { requireTokenHost } from "./request-body.ts";

interface WireLimits {
  /** Calls a minute and tenant. */
  readonly callsPerMinute: number;
  /** Longest wait for the rate, in milliseconds; a longer one is an error. */
  readonly maxRateWaitMs: number;
  /** A 429 that names at most so many seconds is asked once more. */
  readonly maxRetryAfterSeconds: number;
  /** Bytes of an answer after decompression. */
  readonly maxResponseBytes: number;
  /** Milliseconds between two progress messages. */
  readonly progressIntervalMs: number;
}

// 45 calls a minute is the rate that both hunting services grant every tenant. The MDE API documents results up to 124 MB, Graph none.
const usualLimits: WireLimits = {
  callsPerMinute: 45,
  maxRateWaitMs: 20_000,
  maxRetryAfterSeconds: 10,
  maxResponseBytes: 160 * 1_048_576,
  progressIntervalMs: 5_000,
};

export interface WireDeps {
  readonly fetch: Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  readonly limits?: Partial<WireLimits>;
  readonly sleep?: Sleep;
  /** A GUID that the service records as the client's id of the request. */
  readonly newRequestId?: () => string;
}

/** One request: POST with a body, GET without. */
export interface Sending<T extends object> {
  /** What the log calls the request, e.g. `hunting query`. */
  readonly what: string;
  readonly endpoint: RemoteEndpoint;
  readonly token: Secret;
  readonly body?: string;
  /** Waits for the tenant's rate however long that takes. */
  readonly patient?: boolean | undefined;
  readonly read: ReadBody<T>;
}

/** The way to the APIs of Graph and Defender for Endpoint. */
export interface Wire {
  /**
   * Sends one request. A 429 with a short wait is asked once more; nothing else is.
   * @throws ConfigError for an address off the endpoint's origin; ServiceError for every fault of the service or of the way to it;
   * CancelledError when `call.signal` is aborted.
   */
  send<T extends object>(sending: Sending<T>, call: HuntingCall): Promise<Delivered<T>>;
}

/** All calls over one wire share the rate of a tenant. */
export function createWire(deps: WireDeps): Wire {
  const limits = { ...usualLimits, ...deps.limits };
  const { now, sleep = sleepOnTimer, newRequestId = randomUUID } = deps;
  const quota = createCallQuota({ callsPerMinute: limits.callsPerMinute, maxWaitMs: limits.maxRateWaitMs, now, sleep });
  const exchange = { fetch: deps.fetch, now, maxResponseBytes: limits.maxResponseBytes };

  async function takeTurn({ endpoint, patient }: Sending<object>, call: HuntingCall): Promise<void> {
    const service = endpoint.kind;
    try {
      const waited = await quota.take(`${service} ${endpoint.authority}`, call, patient);
      if (waited) call.note?.({ kind: "held_back", service, refused: false });
    } catch (error) {
      if (error instanceof ServiceError) call.note?.({ kind: "held_back", service, refused: true });
      throw error;
    }
  }

  async function ask<T extends object>(sending: Sending<T>, call: HuntingCall): Promise<Delivered<T>> {
    const { what, endpoint } = sending;
    await takeTurn(sending, call);
    const host = new URL(endpoint.url).host;
    const arrived: Arrived = { bytes: 0, rows: 0 };
    const clientRequestId = newRequestId();
    call.progress(`Asking ${host}.`);
    const answer = exchangeOnce(exchange, { ...sending, signal: call.signal, arrived, clientRequestId });
    const logged = withRecord(deps, { what, host, service: endpoint.kind, arrived, clientRequestId, call }, answer);
    return withHeartbeat(call, { intervalMs: limits.progressIntervalMs, sleep, host, arrived }, logged);
  }

  async function waitBriefly(error: unknown, call: HuntingCall): Promise<void> {
    const seconds = error instanceof ServiceError && error.status === 429 ? error.retryAfterSeconds : undefined;
    if (seconds === undefined || seconds > limits.maxRetryAfterSeconds) throw error;
    call.progress(`The service is busy; asking again in ${seconds} s.`);
    await pause(sleep, seconds * 1000, call.signal);
  }

  return {
    async send(sending, call) {
      requireTokenHost(sending.endpoint);
      try {
        return await ask(sending, call);
      } catch (error) {
        await waitBriefly(error, call);
        return ask(sending, call);
      }
    },
  };
}

interface Recorded {
  readonly what: string;
  readonly host: string;
  readonly service: RemoteEndpoint["kind"];
  readonly arrived: Readonly<Arrived>;
  readonly clientRequestId: string;
  readonly call: HuntingCall;
}

/** Logs how the request ended, and tells whoever watches the call. */
async function withRecord<T extends object>(
  { log, now }: WireDeps,
  { what, host, service, arrived, clientRequestId, call }: Recorded,
  answer: Promise<Delivered<T>>,
): Promise<Delivered<T>> {
  const start = now();
  const note = (requestId = arrived.requestId) => {
    const sent = { service, startedAt: start, endedAt: now(), status: arrived.status, clientRequestId };
    call.note?.({ kind: "request", ...sent, requestId, responseBytes: arrived.bytes });
  };
  try {
    const reply = await answer;
    const { requestId, responseBytes } = reply;
    log.debug({ host, ms: now() - start, requestId, responseBytes, rows: arrived.rows }, `${what} answered`);
    note();
    return reply;
  } catch (error) {
    const { requestId, status, serviceCode } = error instanceof ServiceError ? error : {};
    log.warn({ host, ms: now() - start, requestId, status, serviceCode }, `${what} failed`);
    note(requestId === clientRequestId ? undefined : requestId);
    throw error;
  }
}
