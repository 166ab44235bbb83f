import { columnExpression, convertExpression, evaluateColumn } from "../expression.ts";
import { relationOf } from "../relation.ts";
import type { TablePlan } from "../scope.ts";
import type { Value } from "../values/value.ts";
import { valueVector } from "../vector.ts";
import type { PluginCall } from "./plugin.ts";

/** `narrow()`: one row for each cell, with the row's number, the column's name and the value as text. */
export function narrow({ input, scope }: PluginCall): TablePlan {
  const columns = [
    { name: "Row", type: "long" },
    { name: "Column", type: "string" },
    { name: "Value", type: "string" },
  ] as const;
  return {
    columns,
    run() {
      const relation = input.run();
      const width = relation.columns.length;
      const count = relation.rowCount * width;
      scope.query.budget.rows(count, columns.length);
      const texts = relation.columns.map(({ type }, i) => {
        const column = columnExpression(type, i);
        return evaluateColumn(convertExpression(column, "string") ?? column, relation).values();
      });
      const cells = <T extends Value>(of: (row: number, c: number) => T) =>
        Array.from({ length: count }, (_, i) => of(Math.floor(i / width), i % width));
      return relationOf(
        columns,
        [
          valueVector(
            "long",
            cells((row) => row),
          ),
          valueVector(
            "string",
            cells((_, c) => relation.columns[c]?.name ?? ""),
          ),
          valueVector(
            "string",
            cells((row, c) => texts[c]?.[row] ?? ""),
          ),
        ],
        count,
      );
    },
  };
}
