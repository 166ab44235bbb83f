import { array, assert, asyncProperty, bigInt, constantFrom, double, jsonValue, oneof, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { packResult, unpackResult } from "../../../src/store/packed-result.ts";
import type { KeptResult } from "../../../src/table/kept-results.ts";
import type { Cell, Column } from "../../../src/table/table.ts";

const columns: readonly Column[] = [
  { name: "a", type: "dynamic" },
  { name: "b", type: "long" },
];

const resultOf = (...data: readonly (readonly Cell[])[]): KeptResult => ({
  table: { columns, rowCount: data[0]?.length ?? 0, data },
  id: "r_1",
  expiresAt: 5,
  origin: "service",
  instances: ["Default"],
  tenantId: "t",
  query: "T | take 1",
  warnings: ["one"],
  stats: { elapsedMs: 1, responseBytes: 1, requestId: undefined, service: { resource: { cpu: 1n } } },
  atServiceLimit: false,
  gaps: ["two"],
});

const cell = oneof(
  string({ unit: "binary" }),
  bigInt(),
  double(),
  constantFrom(null, -0, NaN, Infinity, 2n ** 63n),
  // As JSON.parse makes them: plain objects.
  jsonValue().map((value): Cell => JSON.parse(JSON.stringify(value))),
);

describe("a packed result", () => {
  it("comes back with every cell as it was, whether compressed or not", async () => {
    await assert(
      asyncProperty(array(cell, { maxLength: 30 }), constantFrom(10, 1_000_000), async (cells, bytes) => {
        const result = resultOf(cells, cells.toReversed());
        const unpacked = await unpackResult(await packResult(result, bytes));
        expect(unpacked).toEqual(result);
        cells.forEach((value, row) =>
          expect(Object.is(unpacked.table.data[0]?.[row], value) || typeof value === "object").toBe(true),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("takes less room when it is large", async () => {
    const cells = Array.from({ length: 5_000 }, (_, row) => `device-${row % 50}.contoso.example`);
    const result = resultOf(cells, cells);
    const plain = await packResult(result, 10);
    const packed = await packResult(result, 500_000);
    expect(packed.length).toBeLessThan(plain.length / 4);
    expect(await unpackResult(packed)).toEqual(result);
  });

  it("that is damaged is an error, not another result", async () => {
    const packed = await packResult(resultOf(["x"], [1]), 1_000_000);
    await expect(unpackResult(packed.subarray(0, packed.length - 3))).rejects.toThrow(/unexpected end/i);
    await expect(unpackResult(Buffer.alloc(0))).rejects.toThrow("No frame");
  });
});
