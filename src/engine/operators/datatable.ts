import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { type Expression, constantValue, convertExpression } from "../expression.ts";
import { relationOf } from "../relation.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import { type Value, emptyValue } from "../values/value.ts";
import { valueVector } from "../vector.ts";
import { boundColumns } from "./operator.ts";

/** `datatable(a:long, b:string) [1, "x", …]`. */
export function compileDatatable(node: SyntaxNode, scope: Scope): TablePlan {
  const { query } = scope;
  const columns = boundColumns(node, scope);
  const cells = query.kusto.parts(node, "Values").map((value) => query.scalar(value, rowScope(scope, [])));
  return {
    columns,
    run() {
      const width = Math.max(1, columns.length);
      const rowCount = Math.floor(cells.length / width);
      const vectors = columns.map(({ type }, c) =>
        valueVector(
          type,
          Array.from({ length: rowCount }, (_, r) => cellValue(cells[r * width + c], type)),
        ),
      );
      return relationOf(columns, vectors, rowCount);
    },
  };
}

function cellValue(cell: Expression | undefined, type: Parameters<typeof emptyValue>[0]): Value {
  const converted = cell === undefined ? undefined : convertExpression(cell, type);
  return converted === undefined ? emptyValue(type) : constantValue(converted);
}
