import { ServiceError } from "../errors.ts";
import { pause, type Sleep } from "./pause.ts";
import type { HuntingCall } from "./reply.ts";
import { waitText } from "./wait-text.ts";

export interface CallQuotaOptions {
  readonly callsPerMinute: number;
  /** A longer wait is an error instead. */
  readonly maxWaitMs: number;
  readonly now: () => number;
  readonly sleep: Sleep;
}

/** Keeps calls below the service's rate, so that others who hunt in the tenant find some of it left. */
export interface CallQuota {
  /**
   * Takes one call out of the bucket of `key`, waiting for it when it must; `patient` waits however long that takes.
   * @returns whether it had to wait.
   * @throws ServiceError when the wait would be too long; @throws CancelledError.
   */
  take(key: string, call: HuntingCall, patient?: boolean): Promise<boolean>;
}

const MINUTE_MS = 60_000;

/** A bucket of `callsPerMinute` tokens a key; a token comes back a minute after it was taken, so no minute has more calls than that. */
export function createCallQuota({ callsPerMinute, maxWaitMs, now, sleep }: CallQuotaOptions): CallQuota {
  /** Times of the latest calls, done and reserved, in order. */
  const buckets = new Map<string, number[]>();

  const isRecent = (time: number) => time + MINUTE_MS > now();

  function bucketOf(key: string): number[] {
    for (const [each, times] of buckets) if (!times.some(isRecent)) buckets.delete(each);
    const bucket = buckets.get(key) ?? [];
    bucket.splice(0, Math.max(0, bucket.findIndex(isRecent)));
    buckets.set(key, bucket);
    return bucket;
  }

  return {
    async take(key, call, patient = false) {
      const times = bucketOf(key);
      const oldest = times.at(-callsPerMinute);
      const at = Math.max(now(), times.length < callsPerMinute || oldest === undefined ? 0 : oldest + MINUTE_MS);
      const waitMs = at - now();
      if (waitMs > maxWaitMs && !patient) throw tooManyCalls(callsPerMinute, Math.ceil(waitMs / 1000), now());
      times.push(at);
      if (waitMs > 0) await wait(waitMs, times, at, call);
      return waitMs > 0;
    },
  };

  async function wait(waitMs: number, times: number[], at: number, call: HuntingCall): Promise<void> {
    call.progress(`Waiting ${Math.ceil(waitMs / 1000)} s: ${callsPerMinute} calls a minute is this tenant's limit.`);
    try {
      await pause(sleep, waitMs, call.signal);
    } catch (error) {
      times.splice(times.indexOf(at), 1);
      throw error;
    }
  }
}

function tooManyCalls(callsPerMinute: number, seconds: number, now: number): ServiceError {
  return new ServiceError(
    `This server has sent ${callsPerMinute} queries to the tenant within a minute, the rate that the service allows.`,
    {
      nextStep: `Try again ${waitText(seconds, now)}. Work on kept results with refine_result meanwhile: it costs no call.`,
      retryAfterSeconds: seconds,
    },
  );
}
