import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { isAggregate } from "../aggregates/index.ts";
import { unsupported } from "../errors.ts";
import { type Expression, convertExpression, literalExpression } from "../expression.ts";
import { scalarFunctions } from "../functions/index.ts";
import { refusalOf } from "../functions/refused.ts";
import type { ScalarCall } from "../functions/scalar-function.ts";
import type { Scope } from "../scope.ts";
import { enterFunction } from "./user-function.ts";

/** A call of an aggregate, a function of the query's own, or a built-in scalar function. */
export function compileCall(node: SyntaxNode, scope: Scope): Expression {
  const { query } = scope;
  const name = query.kusto.part(node, "Name")?.SimpleName ?? "";
  const binding = scope.names.get(name);
  if (binding?.kind === "function") {
    const { expression, scope: inner } = enterFunction(node, binding, scope);
    return query.scalar(expression, inner);
  }
  if (scope.aggregate !== undefined && isAggregate(name)) return scope.aggregate(node);
  const implementation = scalarFunctions.get(name.toLowerCase());
  if (implementation === undefined) throw refusalOf(name);
  return inBoundType(implementation(callOf(node, name, scope)), node, scope);
}

function callOf(node: SyntaxNode, name: string, scope: Scope): ScalarCall {
  const { query } = scope;
  const { kusto } = query;
  const nodes = kusto.parts(node, "ArgumentList").flatMap((arg) => {
    if (kusto.kindOf(arg) === "StarExpression") throw unsupported(`${name}(*)`, "Name the columns instead of *.");
    return [arg];
  });
  return {
    name,
    args: nodes.map((arg) => compileArgument(arg, scope)),
    names: nodes.map((arg) => arg.SimpleName ?? ""),
    type: kusto.typeOf(node.ResultType) ?? "dynamic",
    columns: scope.columns,
    query,
  };
}

/** An argument; `typeof(long)` as the text `long`, a table as the array of its column names. */
function compileArgument(node: SyntaxNode, scope: Scope): Expression {
  const { query } = scope;
  const { kusto } = query;
  if (kusto.kindOf(node) === "TypeOfLiteralExpression") {
    const type = kusto.parts(node, "Types")[0];
    return literalExpression("string", type === undefined ? "" : kusto.textOf(type));
  }
  if (kusto.isTable(node.ResultType)) {
    return literalExpression(
      "dynamic",
      query.table(node, scope).columns.map((column) => column.name),
    );
  }
  return query.scalar(node, scope);
}

/** The result in the type that the binder promised to the rest of the query. */
function inBoundType(expression: Expression, node: SyntaxNode, scope: Scope): Expression {
  const type = scope.query.kusto.typeOf(node.ResultType);
  if (type === undefined || type === expression.type) return expression;
  return convertExpression(expression, type) ?? expression;
}
