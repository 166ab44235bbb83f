import type { Refusal } from "./refusal.ts";
import type { Rate, RateLimiter } from "./rate-limiter.ts";

/** What one caller may use of the server at a time. */
export interface CallerLimits extends Rate {
  /** Requests that run at the same time. */
  readonly running: number;
}

/** A place among the running requests of a caller, to be left once. */
export type Admission =
  { readonly kind: "admitted"; readonly leave: () => void } | { readonly kind: "refused"; readonly refusal: Refusal };

/** Admits requests within the limits of each caller, and counts those that run. */
export interface Admissions {
  /** @param messages JSON-RPC messages in the request; a batch costs as much as its messages alone. */
  enter(caller: string, messages: number): Admission;
  /** Fulfilled when nothing runs any more. */
  idle(): Promise<void>;
}

export function createAdmissions(limiter: RateLimiter, mostRunning: number): Admissions {
  const running = new Map<string, number>();
  const waiting: (() => void)[] = [];
  const leave = (caller: string): void => {
    const left = (running.get(caller) ?? 1) - 1;
    if (left === 0) running.delete(caller);
    else running.set(caller, left);
    if (running.size === 0) for (const tell of waiting.splice(0)) tell();
  };
  return {
    enter(caller, messages) {
      const now = running.get(caller) ?? 0;
      const seconds = now >= mostRunning ? 1 : limiter.take(caller, messages);
      if (seconds > 0) return { kind: "refused", refusal: tooMany(seconds) };
      running.set(caller, now + 1);
      return { kind: "admitted", leave: () => leave(caller) };
    },
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

function tooMany(seconds: number): Refusal {
  return {
    status: 429,
    message: `Too many requests: try again in ${seconds} s.`,
    headers: { "retry-after": String(seconds) },
  };
}
