/** How fast one caller may send: on average, and at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Token buckets by caller, full at first. */
export interface RateLimiter {
  /** Takes `count` tokens of the caller, or none; the seconds until that many are there, 0 when they were taken. */
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
  return {
    take(caller, count) {
      const at = now();
      const tokens = tokensOf(caller, at);
      const missing = Math.min(count, burst) - tokens;
      // The caller heard of least is the first in the map, and its bucket is the fullest.
      buckets.delete(caller);
      if (buckets.size >= MOST_CALLERS) for (const [oldest] of [...buckets].slice(0, 1)) buckets.delete(oldest);
      buckets.set(caller, { tokens: missing > 0 ? tokens : tokens - count, at });
      return missing > 0 ? Math.ceil(missing / perSecond) : 0;
    },
  };
}
