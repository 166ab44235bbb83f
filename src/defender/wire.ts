import { randomUUID } from "node:crypto";
import { ServiceError } from "../errors.ts";
import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secrets.ts";
import { createCallQuota } from "./call-quota.ts";
import { exchangeOnce, type Delivered, type ReadBody } from "./exchange.ts";
import { withHeartbeat } from "./heartbeat.ts";
import { pause, sleepOnTimer, type Sleep } from "./pause.ts";
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
  const exchange = { fetch: deps.fetch, now, newRequestId, maxResponseBytes: limits.maxResponseBytes };

  async function ask<T extends object>(sending: Sending<T>, call: HuntingCall): Promise<Delivered<T>> {
    const { endpoint, patient } = sending;
    await quota.take(`${endpoint.kind} ${endpoint.authority}`, call, patient);
    const host = new URL(endpoint.url).host;
    const arrived = { bytes: 0, rows: 0 };
    call.progress(`Asking ${host}.`);
    const answer = exchangeOnce(exchange, { ...sending, signal: call.signal, arrived });
    const logged = withLog(deps, { what: sending.what, host, arrived }, answer);
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

interface Logged {
  readonly what: string;
  readonly host: string;
  readonly arrived: { readonly rows: number };
}

async function withLog<T extends object>(
  { log, now }: WireDeps,
  { what, host, arrived }: Logged,
  answer: Promise<Delivered<T>>,
): Promise<Delivered<T>> {
  const start = now();
  try {
    const reply = await answer;
    const { requestId, responseBytes } = reply;
    log.debug({ host, ms: now() - start, requestId, responseBytes, rows: arrived.rows }, `${what} answered`);
    return reply;
  } catch (error) {
    const { requestId, status, serviceCode } = error instanceof ServiceError ? error : {};
    log.warn({ host, ms: now() - start, requestId, status, serviceCode }, `${what} failed`);
    throw error;
  }
}
