import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { type Expression, columnExpression, convertExpression } from "../expression.ts";
import { compileLogic } from "../expressions/logic.ts";
import { searchTest } from "../expressions/text-operators.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import { unsupported } from "../errors.ts";
import { parametersOf, required } from "./operator.ts";
import { type NamedPlan, tablesLike, wildcardTables } from "./tables.ts";
import { unionPlan } from "./union.ts";
import { keepRows } from "./where.ts";

/** `search`: behind a pipe a filter over all columns; at the start over the tables named, or all tables. */
export function compileSearch(node: SyntaxNode, input: TablePlan | undefined, scope: Scope): TablePlan {
  const predicate = required(node, "Condition", scope);
  if (parametersOf(node, scope).get("kind") === "case_sensitive") {
    throw unsupported("search kind=case_sensitive", "Use has_cs, contains_cs or == in a where.");
  }
  if (input !== undefined) return filtered(predicate, input, scope);
  return filtered(predicate, unionPlan(searchedTables(node, scope), false, sourceColumn, scope), scope);
}

/** The column that names the table a row comes from; its text is not searched. */
const sourceColumn = "$table";

function searchedTables(node: SyntaxNode, scope: Scope): readonly NamedPlan[] {
  const { kusto } = scope.query;
  const clause = kusto.part(node, "InClause");
  if (clause === undefined) return tablesLike(/./, scope);
  return kusto
    .parts(clause, "Expressions")
    .flatMap(
      (part) => wildcardTables(part, scope) ?? [{ name: part.SimpleName ?? "", plan: scope.query.table(part, scope) }],
    );
}

function filtered(predicate: SyntaxNode, input: TablePlan, scope: Scope): TablePlan {
  const condition = compilePredicate(predicate, rowScope(scope, input.columns));
  return {
    columns: input.columns,
    run() {
      const relation = input.run();
      return keepRows(relation, condition.bind(relation));
    },
  };
}

/** A predicate in which a bare text means "some column has this term". */
function compilePredicate(node: SyntaxNode, scope: Scope): Expression {
  const { kusto } = scope.query;
  const kind = kusto.kindOf(node);
  if (kind === "ParenthesizedExpression") return compilePredicate(required(node, "Expression", scope), scope);
  if (kind === "AndExpression" || kind === "OrExpression") {
    const [left, right] = [required(node, "Left", scope), required(node, "Right", scope)];
    const operator = kind === "AndExpression" ? "and" : "or";
    return compileLogic(operator, compilePredicate(left, scope), compilePredicate(right, scope));
  }
  if (kind === "StarExpression") return anyColumn(() => true, scope);
  // The binder gives a text that stands for a condition the type bool.
  if (kind !== "StringLiteralExpression") return scope.query.scalar(node, scope);
  return anyColumn(searchTest(String(node.LiteralValue), true, scope.query), scope);
}

function anyColumn(test: (text: string) => boolean, scope: Scope): Expression {
  const texts = scope.columns.flatMap(({ name, type }, i) =>
    name === sourceColumn ? [] : (convertExpression(columnExpression(type, i), "string") ?? []),
  );
  return {
    type: "bool",
    constant: false,
    bind(input) {
      const sources = texts.map((text) => text.bind(input) as (row: number) => string);
      return (row) => sources.some((source) => test(source(row)));
    },
  };
}
