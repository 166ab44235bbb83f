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
  const { named, positional } = argumentsOf(call, scope);
  const [first, ...others] = parameters;
  if (first !== undefined && piped !== undefined) {
    inner.names.set(nameOf(first, scope).text, { kind: "table", plan: piped });
  }
  for (const parameter of piped === undefined ? parameters : others) {
    const { text, node } = nameOf(parameter, scope);
    const argument = named.get(text) ?? positional.shift() ?? defaultOf(parameter, scope);
    if (argument === undefined)
      throw new LocalQueryError(`A call lacks the argument ${text}.`, { nextStep: "Pass it." });
    inner.names.set(text, bindArgument(argument, node, scope));
  }
}

interface Arguments {
  readonly named: ReadonlyMap<string, SyntaxNode>;
  readonly positional: SyntaxNode[];
}

function argumentsOf(call: SyntaxNode, scope: Scope): Arguments {
  const { kusto } = scope.query;
  const named = new Map<string, SyntaxNode>();
  const positional: SyntaxNode[] = [];
  for (const argument of kusto.parts(call, "ArgumentList")) {
    const isNamed = kusto.kindOf(argument) === "SimpleNamedExpression";
    const name = isNamed ? kusto.part(argument, "Name")?.SimpleName : undefined;
    const value = kusto.part(argument, "Expression");
    if (name !== undefined && value !== undefined) named.set(name, value);
    else positional.push(argument);
  }
  return { named, positional };
}

function nameOf(parameter: SyntaxNode, scope: Scope): { readonly text: string; readonly node: SyntaxNode | undefined } {
  const { kusto } = scope.query;
  const declaration = kusto.part(parameter, "NameAndType");
  const node = declaration === undefined ? undefined : kusto.part(declaration, "Name");
  return { text: node?.SimpleName ?? "", node };
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
  const type = query.kusto.typeOf(parameter?.ResultType) ?? expression.type;
  return { kind: "scalar", expression: remembered(convertExpression(expression, type) ?? expression) };
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

/** Statements that are refused, as a person would name them. */
const statementNames: Readonly<Record<string, string>> = {
  AliasStatement: "alias statements",
  PatternStatement: "declare pattern statements",
  QueryParametersStatement: "declare query_parameters statements",
  RestrictStatement: "restrict statements",
};

/** Adds what a `let` statement defines to the scope's names. */
export function compileLet(statement: SyntaxNode, scope: Scope): void {
  const { query } = scope;
  const { kusto } = query;
  const name = kusto.part(statement, "Name")?.SimpleName;
  const expression = kusto.part(statement, "Expression");
  if (kusto.kindOf(statement) !== "LetStatement" || name === undefined || expression === undefined) {
    throw unsupported(statementNames[kusto.kindOf(statement)] ?? "this statement");
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
