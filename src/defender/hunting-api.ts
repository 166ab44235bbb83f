import { randomUUID } from "node:crypto";
import { ServiceError } from "../errors.ts";
import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secrets.ts";
import { createCallQuota } from "./call-quota.ts";
import { exchangeOnce } from "./exchange.ts";
import { withHeartbeat } from "./heartbeat.ts";
import { pause, sleepOnTimer, type Sleep } from "./pause.ts";
import type { Fetch, HuntingApi, HuntingCall, HuntingReply, HuntingRequest } from "./reply.ts";
import { requestBody, requireTimespanSupport, requireTokenHost } from "./request-body.ts";

interface HuntingLimits {
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

// 45 calls a minute is the rate that both services grant every tenant. The MDE API documents results up to 124 MB, Graph none.
const usualLimits: HuntingLimits = {
  callsPerMinute: 45,
  maxRateWaitMs: 20_000,
  maxRetryAfterSeconds: 10,
  maxResponseBytes: 160 * 1_048_576,
  progressIntervalMs: 5_000,
};

export interface HuntingApiDeps {
  readonly fetch: Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  readonly limits?: Partial<HuntingLimits>;
  readonly sleep?: Sleep;
  /** A GUID that the service records as the client's id of the request. */
  readonly newRequestId?: () => string;
}

interface Ask {
  readonly endpoint: RemoteEndpoint;
  readonly token: Secret;
  readonly request: HuntingRequest;
  readonly call: HuntingCall;
}

/** The hunting APIs of Graph and Defender for Endpoint. One for the process: all its calls share the rate of a tenant. */
export function createHuntingApi(deps: HuntingApiDeps): HuntingApi {
  const limits = { ...usualLimits, ...deps.limits };
  const { now, sleep = sleepOnTimer, newRequestId = randomUUID } = deps;
  const quota = createCallQuota({ callsPerMinute: limits.callsPerMinute, maxWaitMs: limits.maxRateWaitMs, now, sleep });
  const wire = { fetch: deps.fetch, now, newRequestId, maxResponseBytes: limits.maxResponseBytes };

  async function ask({ endpoint, token, request, call }: Ask): Promise<HuntingReply> {
    const body = requestBody(endpoint, request);
    await quota.take(`${endpoint.kind} ${endpoint.authority}`, call, request.patient);
    const host = new URL(endpoint.url).host;
    const arrived = { bytes: 0, rows: 0 };
    call.progress(`Asking ${host}.`);
    const answer = exchangeOnce(wire, { endpoint, token, body, signal: call.signal, arrived });
    const logged = withLog(deps, host, answer);
    return withHeartbeat(call, { intervalMs: limits.progressIntervalMs, sleep, host, arrived }, logged);
  }

  async function waitBriefly(error: unknown, call: HuntingCall): Promise<void> {
    const seconds = error instanceof ServiceError && error.status === 429 ? error.retryAfterSeconds : undefined;
    if (seconds === undefined || seconds > limits.maxRetryAfterSeconds) throw error;
    call.progress(`The service is busy; asking again in ${seconds} s.`);
    await pause(sleep, seconds * 1000, call.signal);
  }

  return {
    async run(endpoint, token, request, call) {
      requireTimespanSupport(endpoint, request.timespan);
      requireTokenHost(endpoint);
      try {
        return await ask({ endpoint, token, request, call });
      } catch (error) {
        await waitBriefly(error, call);
        return ask({ endpoint, token, request, call });
      }
    },
  };
}

async function withLog(
  { log, now }: HuntingApiDeps,
  host: string,
  answer: Promise<HuntingReply>,
): Promise<HuntingReply> {
  const start = now();
  try {
    const reply = await answer;
    const { requestId, responseBytes, table } = reply;
    log.debug({ host, ms: now() - start, requestId, responseBytes, rows: table.rowCount }, "hunting query answered");
    return reply;
  } catch (error) {
    const { requestId, status, serviceCode } = error instanceof ServiceError ? error : {};
    log.warn({ host, ms: now() - start, requestId, status, serviceCode }, "hunting query failed");
    throw error;
  }
}
