import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCallQuota } from "../../../src/defender/call-quota.ts";
import { CancelledError, ServiceError } from "../../../src/errors.ts";

const MINUTE = 60_000;

/** A quota on a clock that a sleep moves forward. */
function start(callsPerMinute: number, maxWaitMs: number) {
  const clock = { now: 0 };
  const sleep = (ms: number, signal: AbortSignal) => {
    if (signal.aborted) return Promise.reject(new Error("aborted"));
    clock.now += ms;
    return Promise.resolve();
  };
  const quota = createCallQuota({ callsPerMinute, maxWaitMs, now: () => clock.now, sleep });
  const take = (key = "tenant", signal = new AbortController().signal) =>
    quota.take(key, { signal, progress: () => undefined });
  return { clock, take };
}

describe("the bucket of a tenant", () => {
  it("lets no minute have more calls than its rate, however they come", async () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), pauses, async (rate, gaps) => {
        const { clock, take } = start(rate, MINUTE);
        const calls: number[] = [];
        for (const gap of gaps) {
          clock.now += gap;
          await take();
          calls.push(clock.now);
        }
        const tooClose = calls.filter((at, i) => i >= rate && at - (calls[i - rate] ?? 0) < MINUTE);
        expect(tooClose).toEqual([]);
      }),
    );
  });

  it("does not wait while there are calls left, and is refilled a minute after each", async () => {
    const { clock, take } = start(2, 0);
    await take();
    clock.now = 30_000;
    await take();
    await expect(take()).rejects.toMatchObject({ retryAfterSeconds: 30 });
    clock.now = MINUTE;
    await take();
    await expect(take()).rejects.toMatchObject({ retryAfterSeconds: 30 });
  });

  it("is its own", async () => {
    const { take } = start(1, 0);
    await take("a");
    await take("b");
    await expect(take("a")).rejects.toThrow(ServiceError);
  });

  it("gets a call back that was cancelled while it waited", async () => {
    const { clock, take } = start(1, MINUTE);
    await take();
    await expect(take("tenant", AbortSignal.abort())).rejects.toThrow(CancelledError);
    await take();
    expect(clock.now).toBe(MINUTE);
  });
});
