/** How fast one caller may send: on average, and at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Token buckets by caller, full at first. */
export interface RateLimiter {
  /** The seconds until that many tokens of the caller are there, 0 when they are. */
  wait(caller: string, count: number): number;
  /** Takes `count` tokens of the caller, or none: then the seconds until that many are there. */
  take(caller: string, count: number): number;
}

interface Bucket {
  readonly tokens: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const MOST_CALLERS = 10_000;

/** @param now milliseconds since 1970. */
export function createRateLimiter({ perSecond, burst }: Rate, now: () => number): RateLimiter {
  const buckets = new Map<string, Bucket>();
  const tokensOf = (caller: string, at: number): number => {
    const bucket = buckets.get(caller);
    return bucket === undefined ? burst : Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
  };
  const secondsFor = (tokens: number, count: number): number =>
    Math.ceil(Math.max(0, Math.min(count, burst) - tokens) / perSecond);
  return {
    wait: (caller, count) => secondsFor(tokensOf(caller, now()), count),
    take(caller, count) {
      const at = now();
      const tokens = tokensOf(caller, at);
      const seconds = secondsFor(tokens, count);
      // The caller heard of least is the first in the map, and its bucket is the fullest.
      buckets.delete(caller);
      if (buckets.size >= MOST_CALLERS) for (const [oldest] of [...buckets].slice(0, 1)) buckets.delete(oldest);
      buckets.set(caller, { tokens: seconds > 0 ? tokens : tokens - count, at });
      return seconds;
    },
  };
}
