import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { UnknownTableError, unsupported } from "../errors.ts";
import { constantText } from "../expression.ts";
import { enterFunction } from "../expressions/user-function.ts";
import { refusalOf } from "../functions/refused.ts";
import type { Scope, TablePlan } from "../scope.ts";

/** A table by name: one the query defines, or one at hand. @throws UnknownTableError */
export function compileTableName(node: SyntaxNode, scope: Scope): TablePlan {
  const name = node.SimpleName ?? "";
  const binding = scope.names.get(name);
  if (binding?.kind === "table") return binding.plan;
  if (binding?.kind === "function") {
    const { expression, scope: body } = enterFunction(node, binding, scope);
    return scope.query.table(expression, body);
  }
  return tableAtHand(name, scope);
}

function tableAtHand(name: string, scope: Scope): TablePlan {
  const table = scope.query.tables.get(name);
  if (table !== undefined) return table;
  const known = [...scope.query.tables.keys()].slice(0, 20).join(", ");
  throw new UnknownTableError(`There is no table ${name} here.`, {
    nextStep: known === "" ? "Use print, range or datatable." : `Tables at hand: ${known}.`,
  });
}

/** A call that gives a table: a function of the query's own, or `table("name")`. */
export function compileTableCall(node: SyntaxNode, scope: Scope): TablePlan {
  const { kusto } = scope.query;
  const name = kusto.part(node, "Name")?.SimpleName ?? "";
  const binding = scope.names.get(name);
  if (binding?.kind === "function") {
    const { expression, scope: body } = enterFunction(node, binding, scope);
    return scope.query.table(expression, body);
  }
  const [argument] = kusto.parts(node, "ArgumentList");
  if (name === "table" && argument !== undefined) {
    return tableAtHand(constantText(scope.query.scalar(argument, scope)), scope);
  }
  throw refusalOf(name);
}

/** A table under the name that `withsource` and `search` show. */
export interface NamedPlan {
  readonly name: string;
  readonly plan: TablePlan;
}

/** The tables that a wildcard (`Device*`) stands for; undefined when the node has none. */
export function wildcardTables(node: SyntaxNode, scope: Scope): readonly NamedPlan[] | undefined {
  const { kusto } = scope.query;
  const nameNode = kusto.kindOf(node) === "NameReference" ? kusto.part(node, "Name") : undefined;
  if (nameNode === undefined || !kusto.kindOf(nameNode).includes("Wildcarded")) return undefined;
  return tablesLike(wildcardPattern(kusto.textOf(nameNode)), scope);
}

/** The views that the query defines and the tables at hand whose names match. */
export function tablesLike(pattern: RegExp, scope: Scope): readonly NamedPlan[] {
  const { kusto } = scope.query;
  const views = [...scope.names].flatMap(([name, binding]) => {
    if (binding.kind !== "function" || !pattern.test(name)) return [];
    if (kusto.token(binding.declaration, "ViewKeyword") === undefined) return [];
    return [{ name, plan: compileView(binding.declaration, binding.scope, scope) }];
  });
  const tables = [...scope.query.tables].flatMap(([name, plan]) => (pattern.test(name) ? [{ name, plan }] : []));
  return [...views, ...tables];
}

function wildcardPattern(text: string): RegExp {
  const bare = text.replaceAll(/[[\]'"]/g, "");
  return new RegExp(
    `^${bare
      .split("*")
      .map((part) => part.replaceAll(/[^\w]/g, String.raw`\$&`))
      .join(".*")}$`,
  );
}

/** A view named by a wildcard: its declared body, which takes no arguments. */
function compileView(declaration: SyntaxNode, definedIn: Scope, scope: Scope): TablePlan {
  const { kusto } = scope.query;
  const body = kusto.part(declaration, "Body");
  const expression = body === undefined ? undefined : kusto.part(body, "Expression");
  if (expression === undefined) throw unsupported("a view without a body");
  return scope.query.table(expression, { ...definedIn, query: scope.query });
}
