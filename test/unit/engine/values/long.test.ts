import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addLong,
  divideLong,
  floorLong,
  longOf,
  moduloLong,
  multiplyLong,
  negateLong,
  parseLong,
  subtractLong,
  truncateToLong,
} from "../../../../src/engine/values/long.ts";

const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -1000n, max: 1000n }),
  fc.constantFrom(2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n), 0n),
);

const wrapped = (value: bigint) => longOf(BigInt.asIntN(64, value));

describe("64-bit integers", () => {
  it("calculate as 64-bit integers do, whatever their form", () => {
    fc.assert(
      fc.property(int64, int64, (x, y) => {
        const [a, b] = [longOf(x), longOf(y)];
        expect(addLong(a, b)).toBe(wrapped(x + y));
        expect(subtractLong(a, b)).toBe(wrapped(x - y));
        expect(multiplyLong(a, b)).toBe(wrapped(x * y));
        expect(negateLong(a)).toBe(wrapped(-x));
        expect(divideLong(a, b)).toBe(y === 0n ? null : wrapped(x / y));
      }),
    );
  });

  it("have a modulo that is never negative, and bins below the value", () => {
    fc.assert(
      fc.property(int64, int64, (x, y) => {
        fc.pre(y !== 0n);
        const rest = BigInt(moduloLong(longOf(x), longOf(y)) ?? -1n);
        const size = y < 0n ? -y : y;
        expect(rest >= 0n && rest < size).toBe(true);
        expect((x - rest) % size).toBe(0n);
        expect(floorLong(longOf(x), longOf(y))).toBe(wrapped(x - rest));
      }),
    );
  });

  it("have one form for each value, so that equal values are the same", () => {
    fc.assert(
      fc.property(int64, (x) => {
        const safe = x <= BigInt(Number.MAX_SAFE_INTEGER) && x >= BigInt(Number.MIN_SAFE_INTEGER);
        expect(typeof longOf(x)).toBe(safe ? "number" : "bigint");
        expect(BigInt(longOf(x))).toBe(x);
      }),
    );
  });

  it.each([
    ["42", 42],
    ["-7", -7],
    ["0x1F", 31],
    ["9007199254740993", 9007199254740993n],
    ["-9223372036854775808", -9223372036854775808n],
    ["9223372036854775808", null],
    ["1.5", null],
    ["", null],
    ["-0", 0],
  ])("reads %j as %s", (text, expected) => expect(parseLong(text)).toBe(expected));

  it.each([
    [2.9, 2],
    [-2.9, -2],
    [1e18, 1000000000000000000n],
    [1e19, null],
    [Number.NaN, null],
  ])("cuts %s to %s", (real, expected) => expect(truncateToLong(real)).toBe(expected));
});
