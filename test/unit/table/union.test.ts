import { describe, expect, it } from "vitest";
import { rowAt, tableFromRows, type Cell, type KqlType } from "../../../src/table/table.ts";
import { unionOf } from "../../../src/table/union.ts";

const tableOf = (columns: Readonly<Record<string, KqlType>>, ...rows: readonly Cell[][]) =>
  tableFromRows(
    Object.entries(columns).map(([name, type]) => ({ name, type })),
    rows,
  );
const joined = (label: string | undefined, ...tables: ReturnType<typeof tableOf>[]) => {
  const { table, retyped } = unionOf(
    tables.map((each, index) => ({ label: `i${index}`, table: each })),
    label,
  );
  const columns = table.columns.map(({ name, type }) => `${name}:${type}`);
  return { columns, rows: Array.from({ length: table.rowCount }, (_, row) => rowAt(table, row)), retyped };
};

describe("a union of tables", () => {
  it("matches columns by name, labels every row and leaves null where a table lacks a column", () => {
    const a = tableOf({ A: "long", B: "string" }, [1, "x"], [2, "y"]);
    const b = tableOf({ B: "string", C: "bool" }, ["z", true]);
    expect(joined("Instance", a, b)).toEqual({
      columns: ["Instance:string", "A:long", "B:string", "C:bool"],
      rows: [
        ["i0", 1, "x", null],
        ["i0", 2, "y", null],
        ["i1", null, "z", true],
      ],
      retyped: [],
    });
  });

  it("without a label keeps the columns as they are", () => {
    expect(joined(undefined, tableOf({ A: "long" }, [1]), tableOf({ A: "long" }))).toEqual({
      columns: ["A:long"],
      rows: [[1]],
      retyped: [],
    });
  });

  it.each<[KqlType, KqlType, Cell, Cell, KqlType, Cell, Cell]>([
    ["int", "long", 1, 2n ** 60n, "long", 1, 2n ** 60n],
    ["long", "string", 2n ** 60n, "x", "string", "1152921504606846976", "x"],
    ["bool", "int", true, 0, "string", "true", "0"],
    ["string", "dynamic", "x", { a: 1 }, "dynamic", "x", { a: 1 }],
    ["real", "dynamic", null, [1], "dynamic", null, [1]],
    ["datetime", "long", null, 5, "string", null, "5"],
  ])("makes one of %s and %s", (first, second, a, b, type, x, y) => {
    expect(joined(undefined, tableOf({ V: first }, [a]), tableOf({ V: second }, [b]))).toEqual({
      columns: [`V:${type}`],
      rows: [[x], [y]],
      retyped: ["V"],
    });
  });

  it("never lets a column of the query pass for the label", () => {
    const forged = tableOf({ Instance: "string", Instance1: "string" }, ["forged", "own"]);
    expect(joined("Instance", forged)).toMatchObject({
      columns: ["Instance:string", "Instance2:string", "Instance1:string"],
      rows: [["i0", "forged", "own"]],
    });
  });
});
