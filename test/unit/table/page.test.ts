import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { pageOf, type PageRequest } from "../../../src/table/page.ts";
import { rowText } from "../../../src/table/row-text.ts";
import { tableFromRows, type Cell, type KqlType } from "../../../src/table/table.ts";

const roomy: PageRequest = { offset: 0, maxRows: 100, maxBytes: 40_000, maxCellChars: 1000 };
const table = (types: Readonly<Record<string, KqlType>>, ...rows: readonly (readonly Cell[])[]) =>
  tableFromRows(
    Object.entries(types).map(([name, type]) => ({ name, type })),
    rows,
  );
const numbers = (count: number) => table({ n: "long" }, ...Array.from({ length: count }, (_, i) => [i]));

describe("rows of a page", () => {
  it("are all shown when they fit", () => {
    expect(pageOf(numbers(3), roomy)).toEqual({
      columns: [{ name: "n", type: "long" }],
      rows: [[0], [1], [2]],
      shown_rows: 3,
      total_rows: 3,
      offset: 0,
      truncated: null,
    });
  });

  it("end at max_rows, and the hint names the next offset", () => {
    const page = pageOf(numbers(10), { ...roomy, offset: 2, maxRows: 3 });
    expect(page).toMatchObject({ rows: [[2], [3], [4]], shown_rows: 3, total_rows: 10, offset: 2 });
    expect(page.truncated).toEqual({ by: "max_rows", hint: expect.stringMatching(/5 more rows .*offset 5 /) });
    expect(pageOf(numbers(10), { ...roomy, offset: 7, maxRows: 3 }).truncated).toBeNull();
  });

  it("end before the row that would overflow max_bytes", () => {
    const names = rowText(["n"]).length + 1;
    const page = pageOf(numbers(10), { ...roomy, maxBytes: names + 3 * "[0]\n".length });
    expect(page.rows).toEqual([[0], [1], [2]]);
    expect(page.truncated).toEqual({ by: "max_bytes", hint: expect.stringContaining("offset 3") });
    expect(pageOf(numbers(10), { ...roomy, maxBytes: names + 3 * "[0]\n".length - 1 }).shown_rows).toBe(2);
  });

  it("count bytes of UTF-8 and of escapes, as the text form has them", () => {
    const rows = table({ s: "string" }, ["<"], ["\u202E"], ["漢"]);
    const bytes = ['["s"]', String.raw`["\u003c"]`, String.raw`["\u{202e}"]`, '["漢"]'].map(
      (line) => Buffer.byteLength(line) + 1,
    );
    const needed = bytes.reduce((sum, each) => sum + each, 0);
    expect(pageOf(rows, { ...roomy, maxBytes: needed }).shown_rows).toBe(3);
    expect(pageOf(rows, { ...roomy, maxBytes: needed - 1 }).shown_rows).toBe(2);
  });

  it("shorten the cells of a first row that alone overflows, so that every page makes progress", () => {
    const wide = table({ a: "string", b: "string" }, ["x".repeat(900), "y".repeat(900)], ["z", "z"]);
    const page = pageOf(wide, { ...roomy, maxBytes: 400 });
    expect(page.rows).toEqual([[`${"x".repeat(125)}…[+775]`, `${"y".repeat(125)}…[+775]`]]);
    expect(page.truncated).toMatchObject({ by: "max_bytes" });
    expect(pageOf(wide, { ...roomy, maxBytes: 1 }).rows).toEqual([["xxxxxxxx…[+892]", "yyyyyyyy…[+892]"]]);
  });

  it("past the last one are refused", () => {
    expect(() => pageOf(numbers(3), { ...roomy, offset: 3 })).toThrow(UserError);
    expect(() => pageOf(numbers(3), { ...roomy, offset: 3 })).toThrow("There is no row 3: the result has 3 rows");
    expect(pageOf(numbers(0), roomy)).toMatchObject({ rows: [], total_rows: 0, truncated: null });
  });

  it("are said to be missing when the service's limit was reached", () => {
    expect(pageOf(numbers(3), { ...roomy, atServiceLimit: true }).truncated).toMatchObject({ by: "service_limit" });
    expect(pageOf(numbers(3), { ...roomy, atServiceLimit: true, maxRows: 1 }).truncated).toMatchObject({
      by: "max_rows",
    });
  });

  it("of all pages together are all rows, in order, whatever the caps", () => {
    const cells = fc.array(fc.tuple(fc.string({ maxLength: 60 }), fc.integer()), { minLength: 1, maxLength: 40 });
    const caps = fc.record({ maxRows: fc.integer({ min: 1, max: 9 }), maxBytes: fc.integer({ min: 1, max: 400 }) });
    fc.assert(
      fc.property(cells, caps, (rows, { maxRows, maxBytes }) => {
        const whole = table({ s: "string", n: "long", i: "long" }, ...rows.map((row, i) => [...row, i]));
        const seen: unknown[] = [];
        while (seen.length < rows.length) {
          const page = pageOf(whole, { offset: seen.length, maxRows, maxBytes, maxCellChars: 1000 });
          const bytes = page.rows.reduce((sum, row) => sum + Buffer.byteLength(rowText(row)) + 1, 0);
          expect(page.shown_rows === 1 || bytes <= maxBytes).toBe(true);
          seen.push(...page.rows.map((row) => row.at(-1) ?? page.offset));
        }
        expect(seen).toEqual(rows.length > 1 ? rows.map((_, i) => i) : [0]);
      }),
    );
  });
});

describe("cells of a page", () => {
  it.each<[KqlType, Cell, unknown]>([
    ["long", 9007199254740993n, "9007199254740993"],
    ["real", NaN, "NaN"],
    ["real", -Infinity, "-Infinity"],
    ["bool", false, false],
    ["dynamic", '{"a":[1,"x"]}', { a: [1, "x"] }],
    ["dynamic", '{"a":12345678901234567890}', '{"a":12345678901234567890}'],
    ["dynamic", '{ "a": 1 }', '{ "a": 1 }'],
    ["dynamic", '{"a":1,"a":2}', '{"a":1,"a":2}'],
    ["dynamic", "[not json", "[not json"],
    ["dynamic", { a: null }, { a: null }],
    ["string", '{"a":1}', '{"a":1}'],
  ])("of %s: %o becomes %j", (type, cell, shown) => {
    expect(pageOf(table({ x: type }, [cell], [null]), roomy).rows[0]).toEqual([shown]);
  });

  it.each<[KqlType, Cell, unknown]>([
    ["string", "12345678", "12345678"],
    ["string", "123456789", "12345678…[+1]"],
    ["string", "😀".repeat(9), `${"😀".repeat(8)}…[+1]`],
    ["string", "😀".repeat(8), "😀".repeat(8)],
    ["dynamic", { abc: "def" }, '{"abc":"…[+5]'],
    ["dynamic", [1, 2, 3], [1, 2, 3]],
  ])("of %s: %j is cut at 8 code points to %j", (type, cell, shown) => {
    expect(pageOf(table({ x: type }, [cell], [null]), { ...roomy, maxCellChars: 8 }).rows[0]).toEqual([shown]);
  });

  it("that were cut are told when nothing else was", () => {
    expect(pageOf(table({ s: "string" }, ["x".repeat(9)]), { ...roomy, maxCellChars: 8 }).truncated).toEqual({
      by: "cell",
      hint: expect.stringContaining("…[+N]"),
    });
  });
});

describe("folded columns", () => {
  const rows = table(
    { a: "long", e: "string", c: "string", d: "dynamic", z: "long" },
    [1, null, "same", { k: [1] }, null],
    [2, "", "same", { k: [1] }, null],
  );

  it("are those that are empty, or the same in every row", () => {
    expect(pageOf(rows, roomy)).toMatchObject({
      columns: [{ name: "a", type: "long" }],
      rows: [[1], [2]],
      folded: { empty: ["e", "z"], constant: { c: "same", d: { k: [1] } } },
    });
  });

  it("are the same on every page, because the whole table decides", () => {
    const page = pageOf(rows, { ...roomy, offset: 1, maxRows: 1 });
    expect(page.folded).toEqual(pageOf(rows, roomy).folded);
    expect(page.rows).toEqual([[2]]);
  });

  it("count against max_bytes and the cell cap", () => {
    const long = table({ a: "long", c: "string" }, [1, "x".repeat(99)], [2, "x".repeat(99)]);
    expect(pageOf(long, { ...roomy, maxCellChars: 8 }).folded?.constant).toEqual({ c: "xxxxxxxx…[+91]" });
    expect(pageOf(long, { ...roomy, maxBytes: 130 }).shown_rows).toBe(1);
  });

  it.each<[string, readonly (readonly Cell[])[], object]>([
    ["none of one row's values", [[1, "x"]], { rows: [[1, "x"]] }],
    ["one row's empty cells", [[1, null]], { rows: [[1]], folded: { empty: ["b"], constant: {} } }],
    [
      "all but one of equal rows",
      [
        [1, "x"],
        [1, "x"],
      ],
      { rows: [[1], [1]], folded: { empty: [], constant: { b: "x" } } },
    ],
    [
      "all but one of empty columns",
      [
        [null, ""],
        [null, ""],
      ],
      { rows: [[null], [null]], folded: { empty: ["b"], constant: {} } },
    ],
    [
      "nothing without rows",
      [],
      {
        columns: [
          { name: "a", type: "long" },
          { name: "b", type: "string" },
        ],
      },
    ],
  ])("are %s", (_, cells, page) => {
    expect(pageOf(table({ a: "long", b: "string" }, ...cells), roomy)).toMatchObject(page);
  });

  it("may be called __proto__", () => {
    const page = pageOf(table({ a: "long", ["__proto__"]: "string" }, [1, "x"], [2, "x"]), roomy);
    expect(Object.entries(page.folded?.constant ?? {})).toEqual([["__proto__", "x"]]);
  });
});
