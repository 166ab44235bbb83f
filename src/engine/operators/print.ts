import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { relationOf, singleRow } from "../relation.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import { namedColumns } from "./operator.ts";
import { compileProjections, evaluateAll, expressionsOf } from "./projection.ts";

/** `print`: one row of constants. */
export function compilePrint(node: SyntaxNode, scope: Scope): TablePlan {
  const nodes = scope.query.kusto.parts(node, "Expressions");
  const expressions = expressionsOf(compileProjections(nodes, rowScope(scope, [])));
  const columns = namedColumns(
    node,
    expressions.map((expression) => expression.type),
    scope,
  );
  return { columns, run: () => relationOf(columns, evaluateAll(expressions, singleRow), 1) };
}
