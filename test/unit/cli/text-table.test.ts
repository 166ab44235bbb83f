import * as fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { textTable } from "../../../src/cli/text-table.ts";
import { tableFromRows, type Cell, type Column } from "../../../src/table/table.ts";

const columns: readonly Column[] = [
  { name: "Name", type: "string" },
  { name: "Count", type: "long" },
];
const linesOf = (rows: readonly (readonly Cell[])[], width?: number) => [
  ...textTable(tableFromRows(columns, rows), width),
];

describe("textTable", () => {
  it("aligns text left and numbers right, by what a terminal shows", () => {
    expect(
      linesOf([
        ["web-01", 7],
        ["日本", 12345678901234567890n],
        [null, null],
      ]),
    ).toEqual([
      "Name                   Count",
      "──────  ────────────────────",
      "web-01                     7",
      "日本    12345678901234567890",
      "",
    ]);
  });

  it("shows hidden characters and line breaks, so that a row is a line", () => {
    expect(linesOf([["gpj\u202eexe\n\u001b[2J", 1]])[2]).toContain(String.raw`gpj\u{202e}exe\u{a}\u{1b}[2J`);
  });

  it("cuts wide values to the terminal, the widest first", () => {
    const lines = linesOf([["x".repeat(200), 42]], 40);
    expect(lines[2]).toBe(`${"x".repeat(32)}…     42`);
    expect(lines.every((line) => line.length <= 40)).toBe(true);
  });

  it("cuts nothing where there is no terminal, and lets a long value widen no other row", () => {
    const lines = linesOf([
      ["x".repeat(200), 1],
      ["y", 2],
    ]);
    expect(lines[2]).toContain("x".repeat(200));
    expect(lines[3]?.length).toBeLessThan(80);
  });

  it("never writes a line wider than the terminal where the columns have room", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 24, max: 60 }), (text, width) => {
        const lines = linesOf([[text, 5]], width);
        expect(lines).toHaveLength(3);
        expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
      }),
    );
  });
});
