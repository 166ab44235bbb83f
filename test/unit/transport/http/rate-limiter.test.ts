import { describe, expect, it } from "vitest";
import { createRateLimiter } from "../../../../src/transport/http/rate-limiter.ts";

describe("createRateLimiter", () => {
  it("gives a burst, then the rate, to each caller alone", () => {
    let now = 0;
    const limiter = createRateLimiter({ perSecond: 2, burst: 4 }, () => now);
    expect([1, 1, 1, 1, 1].map((count) => limiter.take("a", count))).toEqual([0, 0, 0, 0, 1]);
    expect(limiter.take("b", 4)).toBe(0);
    now = 500;
    expect([limiter.take("a", 1), limiter.take("a", 1)]).toEqual([0, 1]);
    now = 1_000_000;
    expect(limiter.take("a", 5)).toBe(0);
    expect(limiter.take("a", 4)).toBe(3);
  });

  it("forgets the caller heard of least, not the busy one, when there are too many", () => {
    const limiter = createRateLimiter({ perSecond: 1, burst: 2 }, () => 0);
    limiter.take("rare", 2);
    limiter.take("busy", 1);
    for (let n = 0; n < 9_999; n += 1) limiter.take(`other ${n}`, 1);
    expect(limiter.take("busy", 1)).toBe(0);
    limiter.take("one more", 1);
    expect(limiter.take("rare", 2)).toBe(0);
    expect(limiter.take("busy", 1)).toBe(1);
  });
});
