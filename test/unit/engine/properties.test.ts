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
/** The same with the number of each row. */
const numbered = (cells: readonly Row[]) =>
  tableOf("k:string, a:long, n:long", ...cells.map((row, n): readonly Cell[] => [...row, n]));
const runs = { numRuns: 60 };

type Definition = (cells: readonly Row[]) => readonly (readonly Cell[])[];

/** Rows as texts, sorted: for operators that promise no order. */
const inAnyOrder = (answer: readonly (readonly Cell[])[]) => answer.map((row) => JSON.stringify(row)).toSorted();

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
      "arg_max gives the first row with the greatest value, or the first row where all are null",
      "N | summarize arg_max(a, n) by k",
      (cells) =>
        unique(cells.map(([k]) => k)).map((k) => {
          const group = cells.flatMap(([key, a], n) => (key === k ? [[a, n] as const] : []));
          const best = group.reduce((x, y) => (y[0] !== null && (x[0] === null || y[0] > x[0]) ? y : x));
          return [k, ...best];
        }),
    ],

    [
      "percentile is the nearest rank",
      "T | summarize percentiles(a, 25, 50, 100)",
      (cells) => {
        const sorted = cells.flatMap(([, a]) => (a === null ? [] : [a])).toSorted((x, y) => x - y);
        return [[25, 50, 100].map((p) => sorted[Math.ceil((p / 100) * sorted.length) - 1] ?? null)];
      },
    ],

    [
      "make_set keeps the first of each, make_bag the first of each key",
      "N | summarize make_set(a), make_bag(bag_pack(k, n))",
      (cells) => [
        [
          unique(cells.flatMap(([, a]) => (a === null ? [] : [a]))),
          Object.fromEntries(cells.map(([k], n) => [k, n] as const).toReversed()),
        ],
      ],
    ],

    [
      "bin rounds down, and between holds both ends",
      "T | where a between (-2 .. 2) | project b = bin(a, 2)",
      (cells) => cells.flatMap(([, a]) => (a === null || a < -2 || a > 2 ? [] : [[Math.floor(a / 2) * 2]])),
    ],

    [
      "row_cumsum, row_number and prev follow the rows",
      "T | serialize sum = row_cumsum(a), at = row_number(), before = prev(a) | project sum, at, before",
      (cells) =>
        cells.map((_, n) => [
          cells.slice(0, n + 1).reduce((sum, [, a]) => sum + (a ?? 0), 0),
          n + 1,
          cells[n - 1]?.[1] ?? null,
        ]),
    ],

    [
      "partition works within each key",
      "T | partition by k (top 1 by a desc) | project k, a | sort by k asc",
      (cells) =>
        unique(cells.map(([k]) => k))
          .toSorted((x, y) => (x < y ? -1 : 1))
          .map((k) => {
            const group = cells.flatMap(([key, a]) => (key === k && a !== null ? [a] : []));
            return [k, group.length === 0 ? null : Math.max(...group)];
          }),
    ],

    [
      "union puts rows one behind the other",
      "T | where k == 'a' | union (T | where k == 'b') | project k, a",
      (cells) => ["a", "b"].flatMap((k) => cells.filter(([key]) => key === k)),
    ],

    [
      "dcount counts different values",
      "T | summarize count_distinct(a)",
      (cells) => [[unique(cells.flatMap(([, a]) => (a === null ? [] : [a]))).length]],
    ],
  ])("%s", (_, query, expected) => {
    fc.assert(
      fc.property(tableRows, (cells) => {
        expect(rows(query, { T: table(cells), N: numbered(cells) })).toEqual(expected(cells));
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

  it("outer joins keep the rows without a partner, lookup the columns of the left side", () => {
    fc.assert(
      fc.property(tableRows, tableRows, (left, right) => {
        const tables = { L: table(left), R: table(right) };
        const pairs = left.flatMap(([k, a]) => right.flatMap(([k2, b]) => (k === k2 ? [[k, a, k2, b]] : [])));
        const leftOnly = left.filter(([k]) => right.every(([other]) => other !== k)).map(([k, a]) => [k, a, "", null]);
        const rightOnly = right.filter(([k]) => left.every(([other]) => other !== k)).map(([k, b]) => ["", null, k, b]);
        const joined = (kind: string) => inAnyOrder(rows(`L | join kind=${kind} R on k`, tables));
        expect(joined("inner")).toEqual(inAnyOrder(pairs));
        expect(joined("leftouter")).toEqual(inAnyOrder([...pairs, ...leftOnly]));
        expect(joined("rightouter")).toEqual(inAnyOrder([...pairs, ...rightOnly]));
        expect(joined("fullouter")).toEqual(inAnyOrder([...pairs, ...leftOnly, ...rightOnly]));
        const looked = inAnyOrder(rows("L | lookup R on k", tables));
        expect(looked).toEqual(
          inAnyOrder([...pairs, ...leftOnly].map(([k, a, , b]) => [k ?? "", a ?? null, b ?? null])),
        );
      }),
      runs,
    );
  });

  it("has finds whole terms, hasprefix and hassuffix their ends, whatever the case", () => {
    const text = fc.array(fc.constantFrom("a", "B", "ab", "1", " ", "-", "_", ".", "é"), { maxLength: 8 });
    fc.assert(
      fc.property(text, fc.constantFrom("a", "ab", "A1", "b"), (pieces, needle) => {
        const terms = pieces
          .join("")
          .toLowerCase()
          .split(/[^\p{L}\p{Nd}]+/u);
        const wanted = needle.toLowerCase();
        const T = tableOf("s:string", [pieces.join("")]);
        const query = `T | project s has "${needle}", s hasprefix "${needle}", s hassuffix "${needle}", s !has "${needle}"`;
        const has = terms.includes(wanted);
        expect(rows(query, { T })).toEqual([
          [has, terms.some((term) => term.startsWith(wanted)), terms.some((term) => term.endsWith(wanted)), !has],
        ]);
      }),
      { numRuns: 200 },
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
