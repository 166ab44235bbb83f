import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { LocalQueryError, unsupported } from "../errors.ts";
import { type Expression, convertExpression } from "../expression.ts";
import { type Binding, type Scope, type TablePlan, innerScope } from "../scope.ts";
import type { Value } from "../values/value.ts";

type FunctionBinding = Extract<Binding, { kind: "function" }>;

/** A call of a function that the query defines, ready to be compiled: its body, bound for this call, in the body's own scope. */
export interface EnteredFunction {
  readonly expression: SyntaxNode;
  readonly scope: Scope;
}

/**
 * Binds the arguments of a call to the parameters of the function.
 * @param call the call, or the bare name of a function without parameters
 * @param piped the table that `invoke` passes as first argument
 */
export function enterFunction(
  call: SyntaxNode,
  binding: FunctionBinding,
  scope: Scope,
  piped?: TablePlan,
): EnteredFunction {
  const { kusto } = scope.query;
  const body = call.GetCalledFunctionBody();
  const expression = body === null ? undefined : kusto.part(body, "Expression");
  if (body === null || expression === undefined)
    throw unsupported(`the function ${call.SimpleName ?? ""} as it is written`);
  const inner = innerScope({ ...binding.scope, query: scope.query });
  bindArguments(call, binding, scope, inner, piped);
  for (const statement of kusto.parts(body, "Statements")) compileLet(statement, inner);
  return { expression, scope: inner };
}

function bindArguments(
  call: SyntaxNode,
  binding: FunctionBinding,
  scope: Scope,
  inner: Scope,
  piped: TablePlan | undefined,
): void {
  const { kusto } = scope.query;
  const list = kusto.part(binding.declaration, "Parameters");
  const parameters = list === undefined ? [] : kusto.parts(list, "Parameters");
  const given = kusto.parts(call, "ArgumentList");
  const named = new Map<string, SyntaxNode>();
  const positional = given.filter((arg) => {
    const name = kusto.kindOf(arg) === "SimpleNamedExpression" ? kusto.part(arg, "Name")?.SimpleName : undefined;
    const value = name === undefined ? undefined : kusto.part(arg, "Expression");
    if (name !== undefined && value !== undefined) named.set(name, value);
    return name === undefined;
  });
  for (const [index, parameter] of parameters.entries()) {
    const declaration = kusto.part(parameter, "NameAndType");
    const nameNode = declaration === undefined ? undefined : kusto.part(declaration, "Name");
    const name = nameNode?.SimpleName ?? "";
    if (index === 0 && piped !== undefined) {
      inner.names.set(name, { kind: "table", plan: piped });
      continue;
    }
    const argument = named.get(name) ?? positional.shift() ?? defaultOf(parameter, scope);
    if (argument === undefined) {
      throw new LocalQueryError(`A call lacks the argument ${name}.`, { nextStep: "Pass it." });
    }
    inner.names.set(name, bindArgument(argument, nameNode, scope));
  }
}

function defaultOf(parameter: SyntaxNode, scope: Scope): SyntaxNode | undefined {
  const { kusto } = scope.query;
  const clause = kusto.part(parameter, "DefaultValue");
  return clause === undefined ? undefined : kusto.part(clause, "Value");
}

function bindArgument(argument: SyntaxNode, parameter: SyntaxNode | undefined, scope: Scope): Binding {
  const { query } = scope;
  if (query.kusto.isTable(argument.ResultType)) return { kind: "table", plan: query.table(argument, scope) };
  const expression = query.scalar(argument, scope);
  const type = query.kusto.typeOf(symbolType(parameter)) ?? expression.type;
  return { kind: "scalar", expression: remembered(convertExpression(expression, type) ?? expression) };
}

function symbolType(parameter: SyntaxNode | undefined) {
  return parameter?.ResultType;
}

/** An argument may be read several times in the body: its value for the row at hand is kept. */
function remembered(expression: Expression): Expression {
  if (expression.constant) return expression;
  return {
    type: expression.type,
    constant: false,
    bind(input) {
      const source = expression.bind(input);
      let lastRow = -1;
      let last: Value = null;
      return (row) => {
        if (row !== lastRow) {
          last = source(row);
          lastRow = row;
        }
        return last;
      };
    },
  };
}

/** Adds what a `let` statement defines to the scope's names. */
export function compileLet(statement: SyntaxNode, scope: Scope): void {
  const { query } = scope;
  const { kusto } = query;
  const name = kusto.part(statement, "Name")?.SimpleName;
  const expression = kusto.part(statement, "Expression");
  if (kusto.kindOf(statement) !== "LetStatement" || name === undefined || expression === undefined) {
    throw unsupported(`the statement ${kusto.kindOf(statement)}`);
  }
  scope.names.set(name, bindingOf(expression, scope));
}

function bindingOf(expression: SyntaxNode, scope: Scope): Binding {
  const { query } = scope;
  if (query.kusto.kindOf(expression) === "FunctionDeclaration") {
    return { kind: "function", declaration: expression, scope: { ...scope, names: new Map(scope.names) } };
  }
  if (query.kusto.isTable(expression.ResultType)) {
    return { kind: "table", plan: sharedPlan(query.table(expression, scope)) };
  }
  return { kind: "scalar", expression: query.scalar(expression, scope) };
}

/** A plan that runs once, however often it is read. */
export function sharedPlan(plan: TablePlan): TablePlan {
  let result: ReturnType<TablePlan["run"]> | undefined;
  return { columns: plan.columns, run: () => (result ??= plan.run()) };
}
