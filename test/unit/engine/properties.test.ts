import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell } from "../../../src/table/table.ts";
import { rows, tableOf } from "./run-query.ts";

/** Rows of (k, a): a key that may be empty and a number that may be null, with many repetitions. */
const tableRows = fc.array(
  fc.tuple(fc.constantFrom("", "a", "b", "B", "c"), fc.option(fc.integer({ min: -3, max: 3 }), { nil: null })),
  { maxLength: 25 },
);
type Row = readonly [string, number | null];

const table = (cells: readonly Row[]) => tableOf("k:string, a:long", ...cells);
const runs = { numRuns: 60 };

type Definition = (cells: readonly Row[]) => readonly (readonly Cell[])[];

const unique = <T>(values: readonly T[]) => [...new Set(values)];

describe("operators do what their definitions say", () => {
  it.each<[string, string, Definition]>([
    [
      "where keeps the rows for which the condition is true",
      "T | where a > 0 or k == 'a'",
      (cells) => cells.filter(([k, a]) => (a !== null && a > 0) || k === "a"),
    ],

    ["distinct keeps the first of each", "T | distinct k", (cells) => unique(cells.map(([k]) => k)).map((k) => [k])],
    [
      "summarize counts, sums and finds extremes by key",
      "T | summarize count(), sum(a), max(a), make_list(a) by k",
      (cells) =>
        unique(cells.map(([k]) => k)).map((k) => {
          const known = cells.flatMap(([key, a]) => (key === k && a !== null ? [a] : []));
          const count = cells.filter(([key]) => key === k).length;
          const sum = known.reduce((x, y) => x + y, 0);
          return [k, count, sum, known.length === 0 ? null : Math.max(...known), known];
        }),
    ],

    [
      "sort is stable, descending, with nulls last",
      "T | sort by a",
      (cells) =>
        cells.toSorted(([, a], [, b]) => (a === null || b === null ? Number(a === null) - Number(b === null) : b - a)),
    ],

    [
      "top is the start of sort",
      "T | top 3 by a asc",
      (cells) =>
        cells
          .toSorted(([, a], [, b]) => (a === null || b === null ? Number(b === null) - Number(a === null) : a - b))
          .slice(0, 3),
    ],

    ["in ~ ignores case", "T | where k in~ ('b', 'C')", (cells) => cells.filter(([k]) => ["b", "B", "c"].includes(k))],

    [
      "dcount counts different values",
      "T | summarize count_distinct(a)",
      (cells) => [[unique(cells.flatMap(([, a]) => (a === null ? [] : [a]))).length]],
    ],
  ])("%s", (_, query, expected) => {
    fc.assert(
      fc.property(tableRows, (cells) => {
        expect(rows(query, { T: table(cells) })).toEqual(expected(cells));
      }),
      runs,
    );
  });

  it("join pairs all rows with equal keys", () => {
    fc.assert(
      fc.property(tableRows, tableRows, (left, right) => {
        const answer = rows("L | join kind=inner R on k, a | project k, a", { L: table(left), R: table(right) });
        const expected = left.flatMap(([k, a]) =>
          right.flatMap(([k2, a2]): Row[] => (k === k2 && a === a2 && a !== null ? [[k, a]] : [])),
        );
        expect(answer).toEqual(expected);
      }),
      runs,
    );
  });

  it("innerunique is inner over the first row of each left key", () => {
    fc.assert(
      fc.property(tableRows, tableRows, (left, right) => {
        const firsts = left.filter(([k], i) => left.findIndex(([other]) => other === k) === i);
        const plain = rows("L | join kind=inner R on k", { L: table(firsts), R: table(right) });
        expect(rows("L | join R on k", { L: table(left), R: table(right) })).toEqual(plain);
      }),
      runs,
    );
  });

  it("semi and anti joins split the left side", () => {
    fc.assert(
      fc.property(tableRows, tableRows, (left, right) => {
        const tables = { L: table(left), R: table(right) };
        const keys = new Set(right.map(([k]) => k));
        expect(rows("L | join kind=leftsemi R on k", tables)).toEqual(left.filter(([k]) => keys.has(k)));
        expect(rows("L | join kind=leftanti R on k", tables)).toEqual(left.filter(([k]) => !keys.has(k)));
      }),
      runs,
    );
  });

  it("mv-expand undoes make_list", () => {
    fc.assert(
      fc.property(tableRows, (cells) => {
        const query = "T | where isnotnull(a) | summarize a = make_list(a) by k | mv-expand a to typeof(long)";
        const expected = rows("T | where isnotnull(a) | sort by k asc | project k, a", { T: table(cells) });
        expect(rows(`${query} | sort by k asc`, { T: table(cells) })).toEqual(expected);
      }),
      runs,
    );
  });

  it("make-series has one bin for each step and loses no row", () => {
    fc.assert(
      fc.property(tableRows, fc.integer({ min: 1, max: 4 }), (cells, step) => {
        const query = `T | where isnotnull(a) | make-series n = count() on a from -3 to 4 step ${String(step)} by k | mv-expand n to typeof(long) | summarize bins = count(), total = sum(n)`;
        const known = cells.filter(([, a]) => a !== null);
        const bins = unique(known.map(([k]) => k)).length * Math.ceil(7 / step);
        expect(rows(query, { T: table(cells) })).toEqual([[bins, known.length]]);
      }),
      runs,
    );
  });
});
