import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { lookBackWarnings, parseTimespan } from "../../../src/hunting/timespan.ts";

const now = Date.parse("2026-02-15T12:00:00Z");
const range = (text: string) => {
  const { start, end, text: sent } = parseTimespan(text, now);
  return [new Date(start).toISOString(), new Date(end).toISOString(), sent];
};

describe("a timespan", () => {
  it.each([
    ["2026-02-01T08:00:00Z/2026-02-10T08:00:00Z", "2026-02-01T08:00:00.000Z", "2026-02-10T08:00:00.000Z"],
    ["P30D/2026-02-10T08:00:00Z", "2026-01-11T08:00:00.000Z", "2026-02-10T08:00:00.000Z"],
    ["2026-02-01T08:00:00Z/P2D", "2026-02-01T08:00:00.000Z", "2026-02-03T08:00:00.000Z"],
    ["P7D", "2026-02-08T12:00:00.000Z", "2026-02-15T12:00:00.000Z"],
    ["2026-02-01T08:00:00Z", "2026-02-01T08:00:00.000Z", "2026-02-15T12:00:00.000Z"],
    ["PT1H30M", "2026-02-15T10:30:00.000Z", "2026-02-15T12:00:00.000Z"],
    ["PT0.5S", "2026-02-15T11:59:59.500Z", "2026-02-15T12:00:00.000Z"],
    ["P1DT12H", "2026-02-14T00:00:00.000Z", "2026-02-15T12:00:00.000Z"],
    ["P1Y2M", "2024-12-17T12:00:00.000Z", "2026-02-15T12:00:00.000Z"],
    ["2026-02-01T08:00:00.1234567+02:00", "2026-02-01T06:00:00.123Z", "2026-02-15T12:00:00.000Z"],
  ])("%s is sent as it is", (text, start, end) => {
    expect(range(text)).toEqual([start, end, text]);
  });

  it.each([
    [" p7d ", "P7D"],
    ["P2W", "P14D"],
    ["2026-02-01/P1D", "2026-02-01T00:00:00Z/P1D"],
    ["2026-02-01T08:00", "2026-02-01T08:00:00Z"],
  ])("%s is sent as %s", (text, sent) => {
    expect(range(text)[2]).toBe(sent);
  });

  it.each([
    "",
    "7d",
    "P",
    "PT",
    "P0D",
    "PT0S",
    "P1H",
    "P1W2D",
    "P-1D",
    "P1.5D",
    "P7D/P7D",
    "P7D/",
    "/P7D",
    "P1D/P1D/P1D",
    "yesterday",
    "2026-02-30",
    "2026-13-01",
    "2026-02-01T24:00:00Z",
    "2026-02-01T10:60Z",
    "2026-2-1",
    "2026-02-01 08:00:00Z",
    "2026-02-01T08:00:00.12345678Z",
    "P7D..now",
  ])("%j is refused with the five forms", (text) => {
    expect(() => parseTimespan(text, now)).toThrow(UserError);
    expect(() => parseTimespan(text, now)).toThrow("none of the five forms");
  });

  it.each([
    ["2026-02-10/2026-02-01", "its start is not before its end"],
    ["2026-02-01T00:00:00Z/2026-02-01T00:00:00Z", "its start is not before its end"],
    ["2026-02-16", "it begins in the future"],
  ])("%s is refused: %s", (text, reason) => {
    expect(() => parseTimespan(text, now)).toThrow(reason);
  });

  it("is quoted without its hidden characters when it is refused", () => {
    expect(() => parseTimespan(`P7D\u202E${"x".repeat(200)}`, now)).toThrow(
      /^The timespan “P7D\\u\{202e\}x{69}…” cannot/,
    );
  });

  it("brings a warning when it reaches back further than the service", () => {
    expect(lookBackWarnings(parseTimespan("P30D", now), now)).toEqual([]);
    expect(lookBackWarnings(parseTimespan("P30DT1S", now), now)).toEqual([expect.stringContaining("31 days back")]);
    expect(lookBackWarnings(parseTimespan("2025-12-01/P1D", now), now)).toHaveLength(1);
  });
});
