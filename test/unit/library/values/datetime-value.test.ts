import { assert, double, oneof, property, string, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { readDatetime } from "../../../../src/library/values/datetime-value.ts";

const now = Date.parse("2026-03-31T14:35:50.250Z");

describe("a point in time", () => {
  it.each([
    ["2026-11-20", "2026-11-20T00:00:00.000Z"],
    ["2026-11-20 08:30", "2026-11-20T08:30:00.000Z"],
    ["2026-11-20T08:30:15", "2026-11-20T08:30:15.000Z"],
    ["2026-11-20T08:30:15.1234567Z", "2026-11-20T08:30:15.123Z"],
    ["2026-11-20T08:30+02:00", "2026-11-20T06:30:00.000Z"],
    ["2026-11-20t08:30z", undefined],
    ["2026-02-30", undefined],
    ["2026-13-01", undefined],
    ["2026-11-20T25:00Z", undefined],
    ["20.11.2026", undefined],
    ["2026-11-20 or 1==1", undefined],
    ["", undefined],
  ])("%j in ISO 8601 is %s", (text, iso) => {
    expect(readDatetime(text, now)).toBe(iso);
  });

  it.each<[string | number, string | undefined]>([
    ["now", "2026-03-31T14:35:50.250Z"],
    ["-7d", "2026-03-24T14:35:50.250Z"],
    ["-7", "2026-03-24T14:35:50.250Z"],
    ["2", "2026-04-02T14:35:50.250Z"],
    ["+12h", "2026-04-01T02:35:50.250Z"],
    ["- 30 m", "2026-03-31T14:05:50.250Z"],
    ["-2w", "2026-03-17T14:35:50.250Z"],
    ["-1mon", "2026-02-28T14:35:50.250Z"],
    ["-1y", "2025-03-31T14:35:50.250Z"],
    ["-0d@d", "2026-03-31T00:00:00.000Z"],
    ["-3d@d", "2026-03-28T00:00:00.000Z"],
    ["-1h@h", "2026-03-31T13:00:00.000Z"],
    ["-1mon@mon", "2026-02-01T00:00:00.000Z"],
    ["1d@d", "2026-04-02T00:00:00.000Z"],
    ["+1mon@year", "2027-01-01T00:00:00.000Z"],
    [-1.5, "2026-03-30T02:35:50.250Z"],
    [Number.NaN, undefined],
    ["-99999y", undefined],
    ["-7 parsecs", undefined],
  ])("%j from now is %s", (value, iso) => {
    expect(readDatetime(value, now)).toBe(iso);
  });

  it("is text that KQL reads as one literal, or nothing", () => {
    assert(
      property(oneof(string(), double(), stringMatching(/^[-+]?\d{1,7}(y|mon|w|d|h|m|s)?(@(y|mon|d))?$/)), (value) => {
        expect(readDatetime(value, now) ?? "2000-01-01T00:00:00.000Z").toMatch(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
        );
      }),
    );
  });
});
