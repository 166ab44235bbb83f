import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLines } from "../../../src/table/csv.ts";
import { tableFromRows, type Cell } from "../../../src/table/table.ts";

const csvOf = (names: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [
    ...csvLines(
      tableFromRows(
        names.map((name) => ({ name, type: "string" })),
        rows,
      ),
    ),
  ].join("");

/** RFC 4180 to the letter: throws for a quotation mark where none may stand and for a line without CRLF. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (match === null) throw new Error(`Not RFC 4180 at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

// What a spreadsheet makes of a cell is decided by its first character.
const isFormula = (text: string) => /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text);

const cellText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom("=", "-", "1", '"', ",", "\r", "\n", "\t", "@", "＝", "a", "'")).map((c) => c.join("")),
);

describe("csvLines", () => {
  it("is read back by a strict parser, with nothing but an apostrophe before what a spreadsheet would run", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cellText, cellText), { maxLength: 5 }),
        fc.tuple(cellText, cellText),
        (rows, names) => {
          const parsed = parseCsv(csvOf(names, rows));
          expect(parsed).toEqual(
            [names, ...rows].map((row) => row.map((text) => (isFormula(text) ? `'${text}` : text))),
          );
          expect(parsed.flat().filter(isFormula)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each<[Cell, string]>([
    [null, ""],
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["-5.5", "-5.5"],
    [-5.5, "-5.5"],
    ["-5+cmd", "'-5+cmd"],
    [9223372036854775807n, "9223372036854775807"],
    ["2026-01-02T03:04:05.1234567Z", "2026-01-02T03:04:05.1234567Z"],
    [true, "true"],
    [{ a: [1, "x"] }, '"{""a"":[1,""x""]}"'],
    ["two\nlines", '"two\nlines"'],
  ])("writes %s as %s", (cell, text) => {
    expect(csvOf(["A"], [[cell]])).toBe(`A\r\n${text}\r\n`);
  });
});
