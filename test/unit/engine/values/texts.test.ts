import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseGuid } from "../../../../src/engine/values/guid.ts";
import { parseJson, printJson, printSortedJson } from "../../../../src/engine/values/json.ts";
import { longOf } from "../../../../src/engine/values/long.ts";
import { formatReal, parseReal } from "../../../../src/engine/values/real-text.ts";
import { formatTimespan, parseTimespan } from "../../../../src/engine/values/timespan-text.ts";
import { typeOfDynamic } from "../../../../src/engine/values/value.ts";

describe("timespans", () => {
  it.each([
    ["1.02:03:04.5", "1.02:03:04.5000000"],
    ["00:00:00.0000001", "00:00:00.0000001"],
    ["-00:01:00", "-00:01:00"],
    ["2", "2.00:00:00"],
    ["1.5h", "01:30:00"],
    ["1.1s", "00:00:01.1000000"],
    ["10ticks", "00:00:00.0000010"],
    ["3 minutes", "00:03:00"],
    ["0.00:03:00", "00:03:00"],
    ["5microseconds", "00:00:00.0000050"],
  ])("reads %j as %s", (text, expected) => {
    const value = parseTimespan(text);
    expect(value === null ? null : formatTimespan(value)).toBe(expected);
  });

  it.each(["", "1h30m", "25:00:00", "00:61:00", "1y"])("does not read %j", (text) =>
    expect(parseTimespan(text)).toBeNull(),
  );

  it("come back from their text", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (ticks) => {
        expect(parseTimespan(formatTimespan(longOf(ticks)))).toBe(longOf(ticks));
      }),
    );
  });
});

describe("reals", () => {
  it.each([
    [1, "1.0"],
    [0.1, "0.1"],
    [-2.5, "-2.5"],
    [123456789012345, "123456789012345.0"],
    [1e15, "1E+15"],
    [1.5e300, "1.5E+300"],
    [0.0001, "0.0001"],
    [0.00001, "1E-05"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ])("writes %s as %s", (real, text) => expect(formatReal(real)).toBe(text));

  it("come back from their text", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (real) => {
        expect(parseReal(formatReal(real))).toBe(Object.is(real, -0) ? 0 : real);
      }),
      { examples: [[5e-324]] },
    );
  });
});

describe("JSON", () => {
  it("agrees with the platform where that is exact", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const text = JSON.stringify(json);
        expect(JSON.parse(printJson(parseJson(text) ?? null))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ["9007199254740993", "9007199254740993", "long"],
    ["1.0", "1.0", "real"],
    ["1e3", "1000.0", "real"],
    ["1.50", "1.5", "real"],
    ["12", "12", "long"],
    ['"1.0"', '"1.0"', "string"],
    ['{"a":[1.0,{"b":12345678901234567}]}', '{"a":[1.0,{"b":12345678901234567}]}', "dictionary"],
    ["null", "null", "null"],
  ])("reads %s as %s of the type %s", (text, printed, type) => {
    const value = parseJson(text);
    expect(value === undefined ? undefined : [printJson(value), typeOfDynamic(value)]).toEqual([printed, type]);
  });

  it.each(["", "{a:1}", "[1,", "01", "1.", "'a'", "{} x"])("does not read %j", (text) =>
    expect(parseJson(text)).toBeUndefined(),
  );

  it("keeps a key that is called __proto__ a key", () => {
    const bag = parseJson('{"__proto__":{"a":1.0}}');
    expect(printJson(bag ?? null)).toBe('{"__proto__":{"a":1.0}}');
    expect(Object.getPrototypeOf(bag)).toBe(Object.prototype);
  });

  it("sorts keys at every level for comparison", () => {
    expect(printSortedJson(parseJson('{"b":1,"a":{"d":1,"c":[{"z":1,"y":2}]}}') ?? null)).toBe(
      '{"a":{"c":[{"y":2,"z":1}],"d":1},"b":1}',
    );
  });
});

describe("guids", () => {
  it.each([
    ["74be27de-1e4e-49d9-b579-fe0b331d3642", "74be27de-1e4e-49d9-b579-fe0b331d3642"],
    ["{74BE27DE-1E4E-49D9-B579-FE0B331D3642}", "74be27de-1e4e-49d9-b579-fe0b331d3642"],
    ["74be27de1e4e49d9b579fe0b331d3642", "74be27de-1e4e-49d9-b579-fe0b331d3642"],
    ["74be27de-1e4e", null],
  ])("reads %j", (text, expected) => expect(parseGuid(text)).toBe(expected));
});
