import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonRows } from "../../../src/table/json-rows.ts";
import { tableFromRows, type Cell, type KqlType } from "../../../src/table/table.ts";

const lineOf = (cell: Cell, type: KqlType = "string"): string | undefined =>
  [...jsonRows(tableFromRows([{ name: "A", type }], [[cell]]))][0];

describe("jsonRows", () => {
  it("is one line a row that parses back to the row", () => {
    const cell = fc.oneof(fc.string({ unit: "binary" }), fc.boolean(), fc.integer(), fc.constant(null));
    const names = fc.uniqueArray(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        names,
        fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { maxLength: 4 }),
        (columns, rows) => {
          const table = tableFromRows(
            columns.map((name) => ({ name, type: "string" })),
            rows.map((row) => row.slice(0, columns.length)),
          );
          const lines = [...jsonRows(table)];
          expect(lines.filter((line) => /[\r\n]/.test(line))).toEqual([]);
          const values = lines.map((line) => Object.entries(Object(JSON.parse(line))));
          const expected = rows.map((row) => new Map(columns.map((name, c) => [name, row[c]])));
          expect(values.map((entries) => new Map(entries))).toEqual(expected);
        },
      ),
    );
  });

  it.each<[Cell, KqlType, string]>([
    [9223372036854775807n, "long", "9223372036854775807"],
    ["2026-01-02T03:04:05.1234567Z", "datetime", '"2026-01-02T03:04:05.1234567Z"'],
    [Number.NaN, "real", '"NaN"'],
    ["a\u202eb", "string", '"a\u202eb"'],
    ['{"id":12345678901234567890}', "dynamic", '{"id":12345678901234567890}'],
    ['{"broken', "dynamic", String.raw`"{\"broken"`],
    ['{"a":\n1}', "dynamic", String.raw`"{\"a\":\n1}"`],
    ['{"a":1}', "string", String.raw`"{\"a\":1}"`],
    [{ a: [1, null] }, "dynamic", '{"a":[1,null]}'],
  ])("writes %s of type %s as %s", (cell, type, text) => {
    expect(lineOf(cell, type)).toBe(`{"A":${text}}`);
  });
});
