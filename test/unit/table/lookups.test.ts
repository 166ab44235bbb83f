import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookupsOf, type Lookup } from "../../../src/table/lookups.ts";
import type { JsonValue } from "../../../src/table/table.ts";

type Rows = readonly (readonly JsonValue[])[];
const text = { type: "string" };

/** The rows again, from what is left in them and the lookups. */
function restore(rows: Rows, lookups: readonly Lookup[]): Rows {
  return rows.map((row) => {
    const whole: (JsonValue | undefined)[] = row.map((cell, c) =>
      lookups.some((l) => l.columns.includes(c)) ? undefined : cell,
    );
    for (const { by, columns, values } of lookups) {
      const entry = values.find(([key]) => JSON.stringify(key) === JSON.stringify(whole[by]));
      columns.forEach((column, i) => (whole[column] = entry?.[i + 1]));
    }
    return whole.map((cell) => cell ?? null);
  });
}

const hashes = ["a".repeat(64), "b".repeat(64), "c".repeat(64)];
const files = ["cmd.exe", "net.exe", "sc.exe"];
const events = Array.from({ length: 30 }, (_, i): JsonValue[] => [
  files[i % 3] ?? null,
  hashes[i % 3] ?? null,
  `row ${i}`,
]);

describe("lookupsOf", () => {
  it("says a column once per value of the short column that it follows from", () => {
    expect(lookupsOf([text, text, text], events)).toEqual([
      { by: 0, columns: [1], values: files.map((file, i) => [file, hashes[i]]) },
    ]);
  });

  it("leaves few rows, many rows and short values alone", () => {
    expect(lookupsOf([text, text, text], events.slice(0, 19))).toEqual([]);
    const many = Array.from({ length: 2_001 }, (_, i) => events[i % 30] ?? []);
    expect(lookupsOf([text, text, text], many)).toEqual([]);
    const short = events.map((_, i): JsonValue[] => [`${i % 3}`, `${i % 3}${i % 3}`]);
    expect(lookupsOf([text, text], short)).toEqual([]);
  });

  it("keeps a column that follows only nearly", () => {
    const almost = events.map((row, i) => (i === 29 ? [row[0] ?? null, "d".repeat(64), row[2] ?? null] : row));
    expect(lookupsOf([text, text, text], almost)).toEqual([]);
  });

  it("never looks up by a longer or a non-text column", () => {
    expect(
      lookupsOf(
        [text, text],
        events.map(([file, hash]) => [hash ?? null, file ?? null]),
      ),
    ).toEqual([expect.objectContaining({ by: 1, columns: [0] })]);
    expect(
      lookupsOf(
        [{ type: "long" }, text],
        events.map(([, hash], i) => [i % 3, hash ?? null]),
      ),
    ).toEqual([]);
  });

  it("loses nothing, and gives every column one role", () => {
    const cell = fc.constantFrom<JsonValue>(
      "x",
      "y".repeat(40),
      "z".repeat(60),
      null,
      7,
      { a: "long value ".repeat(5) },
      "",
    );
    const tables = fc
      .array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 4 })
      .chain((palette) => fc.array(fc.constantFrom(...palette), { minLength: 20, maxLength: 60 }));
    fc.assert(
      fc.property(tables, (rows) => {
        const lookups = lookupsOf([text, text, text], rows);
        expect(restore(rows, lookups)).toEqual(rows);
        const followers = lookups.flatMap((lookup) => lookup.columns);
        expect(new Set(followers).size).toBe(followers.length);
        expect(lookups.filter((lookup) => followers.includes(lookup.by))).toEqual([]);
      }),
    );
  });

  it("finds lookups in that property's tables", () => {
    const rows = Array.from({ length: 40 }, (_, i): JsonValue[] =>
      i % 2 ? ["x", "y".repeat(40), null] : ["", "z".repeat(60), 7],
    );
    expect(lookupsOf([text, text, text], rows)).toHaveLength(1);
  });
});
