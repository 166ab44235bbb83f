import { describe, expect, it } from "vitest";
import { textsOf } from "../../../src/cli/output-format.ts";
import { tableFromRows, type Table } from "../../../src/table/table.ts";

const table = (rows: readonly (readonly string[])[]): Table => tableFromRows([{ name: "A", type: "string" }], rows);
const json = (rows: readonly (readonly string[])[]): unknown => JSON.parse([...textsOf(table(rows), "json")].join(""));

describe("textsOf", () => {
  it("makes one JSON array, of no row too", () => {
    expect(json([])).toEqual([]);
    expect(json([["x"], ["y"]])).toEqual([{ A: "x" }, { A: "y" }]);
  });

  it.each([
    ["ndjson", '{"A":"x"}\n{"A":"y"}\n'],
    ["csv", "A\r\nx\r\ny\r\n"],
    ["table", "A\n─\nx\ny\n"],
  ] as const)("ends every line of %s", (format, text) => {
    expect([...textsOf(table([["x"], ["y"]]), format)].join("")).toBe(text);
  });
});
