import { enterFunction } from "../expressions/user-function.ts";
import { refusalOf } from "../functions/refused.ts";
import { type OperatorCompiler, required } from "./operator.ts";

/** `invoke f(…)`: a function of the query's own takes the rows as its first argument. */
export const compileInvoke: OperatorCompiler = (node, input, scope) => {
  const call = required(node, "Function", scope);
  const name = scope.query.kusto.part(call, "Name")?.SimpleName ?? "";
  const binding = scope.names.get(name);
  if (binding?.kind !== "function") throw refusalOf(name);
  const { expression, scope: body } = enterFunction(call, binding, scope, input);
  return scope.query.table(expression, body);
};
