import { describe, expect, it } from "vitest";
import { columns, rows, run, tableOf, value } from "./run-query.ts";

describe("arithmetic", () => {
  it.each([
    ["7 / 2", 3],
    ["-7 / 2", -3],
    ["7 % 3", 1],
    ["-7 % 3", 2],
    ["7.0 / 2", 3.5],
    ["0.1 % 1.0", 0.1],
    ["-0.25 % 1.0", 0.75],
    ["1.5 + 1", 2.5],
    ["true + true", 2],
    ["decimal(1.1) + decimal(2.2)", "3.3"],
    ["decimal(1) / 8", "0.125"],
    ["decimal(1) / decimal(0)", null],
    ["decimal(-7.5) % decimal(2)", "0.5"],
    ["decimal(7.5) * 2 - 1", "14"],
    ["-decimal(2)", "-2"],
    ["-(3)", -3],
    ["-real(null)", null],
    ["- 1h", "-01:00:00"],
    ["9223372036854775807 - 1", 9223372036854775806n],
  ])("%s", (expression, expected) => expect(value(expression)).toStrictEqual(expected));

  it.each([
    ["datetime(2026-01-02) - datetime(2026-01-01)", "1.00:00:00"],
    ["datetime(2026-01-02) - 1h", "2026-01-01T23:00:00.0000000Z"],
    ["1h + datetime(2026-01-02)", "2026-01-02T01:00:00.0000000Z"],
    ["1h + 30m", "01:30:00"],
    ["1h - 90m", "-00:30:00"],
    ["100m % 1h", "00:40:00"],
    ["1h / 30m", 2],
    ["1h * 3", "03:00:00"],
    ["2.5 * 1h", "02:30:00"],
    ["1h / 4", "00:15:00"],
    ["1h / 0.5", "02:00:00"],
    ["1h / 0", null],
  ])("of times: %s", (expression, expected) => expect(value(expression)).toStrictEqual(expected));

  it.each([
    ["dynamic(2) + 3", 5],
    ["dynamic({'a': 7}).a / 2", 3],
    ["dynamic({'a': 7.5}).a * 2", 15],
    ["dynamic({'a': 'x'}).a + 1", null],
    ["dynamic([1]) + 1", null],
  ])("of numbers inside dynamic values: %s", (expression, expected) => expect(value(expression)).toEqual(expected));

  it.each(["datetime(2026-01-01) * 2", "2h * 2h", "1 / 1h", "datetime(2026-01-01) + datetime(2026-01-01)", "'a' * 2"])(
    "has no %s",
    (expression) => expect(() => value(expression)).toThrow(/not take|not valid/),
  );
});

describe("comparison between types", () => {
  it.each([
    ["1 == 1.0", true],
    ["9007199254740993 == 9007199254740992.0", false],
    ["9007199254740993 > 9007199254740992.0", true],
    ["decimal(1.50) == 1.5", true],
    ["decimal(1.5) < 2", true],
    ["true == 1", true],
    ["dynamic(1.5) > 1", true],
    ["dynamic('7') == 7", true],
    ["dynamic('a') == 'a'", true],
    ["dynamic({'a': null}).a == 1", false],
    ["dynamic([1]) == 1", false],
    ["dynamic({'a': true}).a == true", true],
    ["dynamic({'t': '2026-01-01'}).t == datetime(2026-01-01)", true],
  ])("%s", (expression, expected) => expect(value(expression)).toBe(expected));
});

describe("between", () => {
  it.each([
    ["5 between (5 .. 10)", true],
    ["10 between (5 .. 10)", true],
    ["11 between (5 .. 10)", false],
    ["5 between (10 .. 5)", false],
    ["5 !between (5 .. 10)", false],
    ["11 !between (5 .. 10)", true],
    ["long(null) between (1 .. 2)", null],
    ["long(null) !between (1 .. 2)", null],
    ["1.5 between (1 .. 2)", true],
    ["90m between (1h .. 2h)", true],
    ["datetime(2026-01-03) between (datetime(2026-01-01) .. 2d)", true],
    ["datetime(2026-01-03 00:00:00.0000001) between (datetime(2026-01-01) .. 2d)", false],
    ["datetime(2026-01-03) between (datetime(2026-01-01) .. datetime(2026-01-02))", false],
  ])("%s", (expression, expected) => expect(value(expression)).toBe(expected));
});

describe("conversion", () => {
  it.each([
    ["tolong('0x1F')", 31],
    ["tolong(3.9)", 3],
    ["tolong(-3.9)", -3],
    ["tolong(decimal(12.7))", 12],
    ["tolong('x')", null],
    ["toint(3000000000)", null],
    ["toint(true)", 1],
    ["toreal('1e3')", 1000],
    ["toreal(decimal(0.5))", 0.5],
    ["todecimal(true)", "1"],
    ["todecimal(0.1)", "0.1"],
    ["todecimal(real(nan))", null],
    ["tobool('TRUE')", true],
    ["tobool('2')", true],
    ["tobool('no')", null],
    ["tobool(0.0)", false],
    ["tobool(decimal(0))", false],
    ["todatetime('2026-01-01T01:00:00+02:00')", "2025-12-31T23:00:00.0000000Z"],
    ["todatetime('soon')", null],
    ["totimespan('1.02:03:04.0000005')", "1.02:03:04.0000005"],
    ["tolong(1s)", 10_000_000],
    ["toguid('74BE27DE-1E4E-49D9-B579-FE0B331D3642')", "74be27de-1e4e-49d9-b579-fe0b331d3642"],
    ["toguid('no')", null],
    ["tostring(true)", "true"],
    ["tostring(1h)", "01:00:00"],
    ["tostring(dynamic([1,'a']))", '[1,"a"]'],
    ["tolong(dynamic([1]))", null],
    ["tolong(dynamic({'a': '12'}).a)", 12],
    ["tobool(dynamic({'a': 0}).a)", false],
  ])("%s", (expression, expected) => expect(value(expression)).toStrictEqual(expected));
});

describe("search", () => {
  const T = tableOf(
    "who:string, what:string, n:long",
    ["anna", "opened mail-server.log", 1],
    ["bert", "ANNA called", 2],
    ["cora", "annabel", 3],
    ["dora", "", 42],
  );
  it.each([
    ["T | search 'anna'", [1, 2]],
    ["T | search 'anna*'", [1, 2, 3]],
    ["T | search '*abel'", [3]],
    ["T | search 'mail*log'", [1]],
    ["T | search who:'anna'", [1]],
    ["T | search what:'ann*'", [2, 3]],
    ["T | search who == 'bert' or n == 42", [2, 42]],
    ["T | search '42'", [42]],
    ["T | search 'anna' and not(who == 'bert')", [1]],
  ])("%s", (query, expected) => {
    const { table } = run(`${query} | project n | sort by n asc`, { T });
    expect(table.data[0]).toEqual(expected);
  });
});

describe("top", () => {
  it("gives what sorting all rows and taking the first gives", () => {
    const cells = Array.from({ length: 5000 }, (_, i) => [i % 7 === 0 ? null : (i * 7919) % 1009, i]);
    const T = tableOf("a:long, i:long", ...cells);
    for (const order of ["asc", "desc", "desc nulls first", "asc nulls last"]) {
      expect(rows(`T | top 40 by a ${order}`, { T })).toEqual(rows(`T | sort by a ${order} | take 40`, { T }));
    }
    expect(rows("T | top 0 by a", { T })).toEqual([]);
  });
});

describe("averages and bits", () => {
  it.each([
    ["avg(d)", "decimal", "1.5"],
    ["avg(t)", "timespan", "01:30:00"],
    ["avg(w)", "datetime", "2026-01-02T00:00:00.0000000Z"],
    ["avgif(n, n > 4)", "real", 5.5],
    ["sum(t)", "timespan", "03:00:00"],
    ["sumif(d, n == 5)", "decimal", "1"],
    ["binary_all_and(n)", "long", 4],
    ["binary_all_or(n)", "long", 7],
    ["binary_all_xor(n)", "long", 3],
  ])("%s is a %s", (aggregate, type, expected) => {
    const T = tableOf(
      "n:long, d:decimal, t:timespan, w:datetime",
      [5, "1", "01:00:00", "2026-01-01T00:00:00.0000000Z"],
      [6, "2", "02:00:00", "2026-01-03T00:00:00.0000000Z"],
      [null, null, null, null],
    );
    expect(columns(`T | summarize x = ${aggregate}`, { T })).toEqual([`x:${type}`]);
    expect(rows(`T | summarize x = ${aggregate}`, { T })).toEqual([[expected]]);
  });

  it.each([
    ["avg(d)", null],
    ["avg(t)", null],
    ["sum(t)", "00:00:00"],
    ["binary_all_or(n)", null],
  ])("%s of nothing but nulls", (aggregate, expected) => {
    const T = tableOf("n:long, d:decimal, t:timespan", [null, null, null]);
    expect(rows(`T | summarize x = ${aggregate}`, { T })).toEqual([[expected]]);
  });
});
