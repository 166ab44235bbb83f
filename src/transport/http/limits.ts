import type { CallerLimits } from "./admission.ts";
import type { SessionLimits } from "./sessions.ts";

/** Everything that bounds what callers can take of the server. Times in milliseconds. */
export interface HttpLimits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  /** Time for all headers, and for the whole request, to arrive. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** Longer than the usual 60 s of a reverse proxy, so that the proxy is the one who closes. */
  readonly keepAliveMs: number;
  readonly connections: number;
  /** JSON-RPC messages in one batch of the initialize era. */
  readonly batch: number;
  readonly caller: CallerLimits;
  readonly sessions: SessionLimits;
  readonly subscriptions: number;
  /** How long running requests may still be answered after the server was told to stop. */
  readonly drainMs: number;
}

const MINUTE_MS = 60_000;

export const usualLimits: HttpLimits = {
  bodyBytes: 1_048_576,
  headerBytes: 16_384,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  connections: 2_000,
  batch: 50,
  caller: { perSecond: 50, burst: 200, running: 64, streams: 120 },
  sessions: { most: 500, mostPerOwner: 100, idleMs: 30 * MINUTE_MS },
  subscriptions: 500,
  drainMs: 10_000,
};
