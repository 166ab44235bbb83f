import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDatetime, parseDatetime } from "../../../../src/engine/values/datetime-text.ts";
import {
  dayOfWeek,
  fromDotNetTicks,
  fromUnixMilliseconds,
  maxDatetime,
  minDatetime,
  splitDays,
  toDotNetTicks,
  toUnixMilliseconds,
} from "../../../../src/engine/values/ticks.ts";
import { longOf } from "../../../../src/engine/values/long.ts";

const written = (text: string) => {
  const value = parseDatetime(text);
  return value === null ? null : formatDatetime(value);
};

describe("datetimes", () => {
  it.each([
    ["2024-02-29T10:20:30.1234567Z", "2024-02-29T10:20:30.1234567Z"],
    ["2024-02-29T10:20:30Z", "2024-02-29T10:20:30.0000000Z"],
    ["2024-12-31T23:59:59.9999999Z", "2024-12-31T23:59:59.9999999Z"],
    ["2024-01-31 08:00", "2024-01-31T08:00:00.0000000Z"],
    ["2024-01-31T08:00:00+02:30", "2024-01-31T05:30:00.0000000Z"],
    ["2024-01-01T00:30:00+01:00", "2023-12-31T23:30:00.0000000Z"],
    ["2024", "2024-01-01T00:00:00.0000000Z"],
    ["2024-03", "2024-03-01T00:00:00.0000000Z"],
    ["20240305", "2024-03-05T00:00:00.0000000Z"],
    ["12/31/2023 11:05:06 PM", "2023-12-31T23:05:06.0000000Z"],
    ["12-02-2022", "2022-12-02T00:00:00.0000000Z"],
    ["Sat, 08 Nov 2014 15:05:02 GMT", "2014-11-08T15:05:02.0000000Z"],
    ["Saturday, 08-Nov-14 15:05:02 UTC", "2014-11-08T15:05:02.0000000Z"],
    ["Sat Nov  8 15:05:02 2014", "2014-11-08T15:05:02.0000000Z"],
    ["November 8, 2014", "2014-11-08T00:00:00.0000000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z"],
    ["9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"],
  ])("reads %j", (text, expected) => expect(written(text)).toBe(expected));

  it.each([
    "",
    "yesterday",
    "2023-02-29",
    "2024-13-01",
    "2024-01-01T25:00:00Z",
    "2024-01-01T10:61:00Z",
    "2024-01-01T10:00:60Z",
    "2024x01-01T10:00:00Z",
    "2024-01-01T10:00:00x1Z",
    "13:00 PM",
  ])("does not read %j", (text) => expect(parseDatetime(text)).toBeNull());

  it("keep every 100 ns of the years 1 to 9999", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: BigInt(minDatetime), max: BigInt(maxDatetime) }), (ticks) => {
        const datetime = longOf(ticks);
        expect(parseDatetime(formatDatetime(datetime))).toBe(datetime);
        expect(fromDotNetTicks(toDotNetTicks(datetime))).toBe(datetime);
      }),
    );
  });

  it("agree with the platform's calendar to the millisecond", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          const datetime = fromUnixMilliseconds(date.getTime());
          expect(formatDatetime(datetime).slice(0, 23)).toBe(date.toISOString().slice(0, 23));
          expect(toUnixMilliseconds(datetime)).toBe(date.getTime());
          expect(dayOfWeek(splitDays(datetime).days)).toBe(date.getUTCDay());
        },
      ),
    );
  });

  it("have the service's zero and unit as long", () => {
    expect(toDotNetTicks(parseDatetime("2020-01-01") ?? 0)).toBe(637_134_336_000_000_000n);
  });
});
