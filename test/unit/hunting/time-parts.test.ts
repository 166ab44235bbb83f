import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { instantOf } from "../../../src/hunting/iso-8601.ts";
import { MOST_PARTS, partsOf } from "../../../src/hunting/time-parts.ts";
import { parseTimespan } from "../../../src/hunting/timespan.ts";

const now = Date.parse("2026-02-15T12:00:00Z");
const split = (timespan: string, splitBy: string) => partsOf(parseTimespan(timespan, now), splitBy);
const ticksOf = (text: string) => instantOf(text)?.ticks ?? 0n;
const DAY = "2026-02-01T00:00:00Z/P1D";

describe("the parts of a timespan", () => {
  it("are closed ranges that end a tick before the next begins; the last ends where the timespan does", () => {
    expect(split("2026-02-01/2026-02-03T06:00:00Z", "1d")).toEqual([
      "2026-02-01T00:00:00.0000000Z/2026-02-01T23:59:59.9999999Z",
      "2026-02-02T00:00:00.0000000Z/2026-02-02T23:59:59.9999999Z",
      "2026-02-03T00:00:00.0000000Z/2026-02-03T06:00:00.0000000Z",
    ]);
  });

  it.each([
    ["P7D", "1d", 7],
    ["P7D", "P1D", 7],
    ["P30D", "P1D", 30],
    [DAY, "6h", 4],
    [DAY, "PT6H", 4],
    [DAY, " 30 MIN ", 48],
    [DAY, "2d", 1],
    [DAY, "P1D", 1],
    ["2026-02-01T00:00:00Z/2026-02-01T23:59:59.9999999Z", "12h", 2],
    ["2026-02-01T00:00:00Z/2026-02-02T00:00:00.0000001Z", "1d", 2],
    [DAY, "PT14M24S", 100],
  ])("of %s by %s are %i", (timespan, splitBy, count) => {
    expect(split(timespan, splitBy)).toHaveLength(count);
  });

  it("keep the ticks of the ends, whatever their zone", () => {
    expect(split("2026-02-01T08:00:00.1234567+02:00/2026-02-01T07:59:59.9999999Z", "1h")).toEqual([
      "2026-02-01T06:00:00.1234567Z/2026-02-01T07:00:00.1234566Z",
      "2026-02-01T07:00:00.1234567Z/2026-02-01T07:59:59.9999999Z",
    ]);
  });

  it("cover the range without gap or overlap", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 13n), fc.integer({ min: 1, max: 400 }), (length, minutes) => {
        const start = ticksOf("2026-01-01T00:00:00.0000003Z");
        const range = { text: "", start: 0, end: 0, ticks: { start, end: start + length } };
        const count = Math.ceil(Number(length) / (minutes * 600_000_000));
        fc.pre(count <= MOST_PARTS);
        const parts = partsOf(range, `${minutes}m`).map((part) => part.split("/").map(ticksOf));
        expect(parts).toHaveLength(count);
        expect([parts[0]?.[0], parts.at(-1)?.[1]]).toEqual([start, start + length]);
        const ends = parts.map(([, to = 0n]) => to + 1n);
        expect(parts.slice(1).map(([from]) => from)).toEqual(ends.slice(0, -1));
      }),
    );
  });

  it.each(["", "1", "d", "0d", "-1d", "1.5d", "P", "1 year", "1d; drop"])("split by %j are refused", (splitBy) => {
    expect(() => split(DAY, splitBy)).toThrow(UserError);
    expect(() => split(DAY, splitBy)).toThrow(/is not a length of time/);
  });

  it("are at most a hundred", () => {
    expect(() => split(DAY, "14m")).toThrow(/cuts the timespan into 103 parts; at most 100 are run/);
  });
});
