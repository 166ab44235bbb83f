import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Aggregate } from "../aggregates/aggregate.ts";
import { aggregateFunctions } from "../aggregates/index.ts";
import { type Expression, columnExpression } from "../expression.ts";
import { refusalOf } from "../functions/refused.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";

/** Compiles a call of an aggregate over the rows of the input. @param keyNodes the `by` expressions, which `*` leaves out */
export function compileAggregateCall(
  call: SyntaxNode,
  keyNodes: readonly SyntaxNode[],
  input: TablePlan,
  scope: Scope,
): Aggregate {
  const { query } = scope;
  const { kusto } = query;
  const name = kusto.part(call, "Name")?.SimpleName ?? "";
  const aggregate = aggregateFunctions.get(name.toLowerCase());
  if (aggregate === undefined) throw refusalOf(name);
  const nodes = kusto.parts(call, "ArgumentList");
  const rows = rowScope(scope, input.columns);
  const args = nodes.flatMap((node): readonly Expression[] =>
    kusto.kindOf(node) === "StarExpression"
      ? starColumns([...keyNodes, ...nodes], input, scope)
      : [query.scalar(node, rows)],
  );
  return aggregate({ name, args, type: kusto.typeOf(call.ResultType) ?? "dynamic", columns: input.columns, query });
}

/** What `*` means in `arg_max(x, *)`: all columns but the keys and the other arguments. */
function starColumns(taken: readonly SyntaxNode[], input: TablePlan, scope: Scope): readonly Expression[] {
  const names = new Set(taken.map((node) => columnName(node, scope)));
  return input.columns.flatMap((column, i) => (names.has(column.name) ? [] : [columnExpression(column.type, i)]));
}

/** The column that a node is, or that it is under another name. */
function columnName(node: SyntaxNode, scope: Scope): string | undefined {
  const { kusto } = scope.query;
  if (kusto.kindOf(node) === "NameReference") return node.SimpleName;
  const inner = kusto.kindOf(node) === "SimpleNamedExpression" ? kusto.part(node, "Expression") : undefined;
  return inner === undefined ? undefined : columnName(inner, scope);
}
