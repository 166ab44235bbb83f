import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Column, KqlType } from "../../table/table.ts";
import { LocalQueryError } from "../errors.ts";
import { type Expression, constantText, constantValue } from "../expression.ts";
import type { Relation } from "../relation.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";

/** Compiles one tabular operator over its input. @throws UnsupportedError, LocalQueryError */
export type OperatorCompiler = (node: SyntaxNode, input: TablePlan, scope: Scope) => TablePlan;

/** A plan that transforms what another one gives. The size of the answer is checked against the budget. */
export function transform(
  input: TablePlan,
  columns: readonly Column[],
  scope: Scope,
  apply: (relation: Relation) => Relation,
): TablePlan {
  const { budget } = scope.query;
  return {
    columns,
    run() {
      const answer = apply(input.run());
      budget.rows(answer.rowCount, columns.length);
      return answer;
    },
  };
}

/** The columns that the binder gives the answer of an operator. */
export function boundColumns(node: SyntaxNode, scope: Scope): readonly Column[] {
  const { kusto } = scope.query;
  const { ResultType: type } = node;
  if (type === null || type === undefined) return [];
  return kusto.columnsOf(type).map((column) => ({ name: column.Name, type: kusto.typeOf(column.Type) ?? "dynamic" }));
}

/** The binder's names over the types that the engine computes. @throws LocalQueryError when they do not go together */
export function namedColumns(node: SyntaxNode, types: readonly KqlType[], scope: Scope): readonly Column[] {
  const bound = boundColumns(node, scope);
  if (bound.length !== types.length) {
    throw new LocalQueryError(`The columns that ${operatorName(node, scope)} gives cannot be told from the query.`, {
      nextStep: "Name the columns, and write the step in a simpler form.",
    });
  }
  return bound.map(({ name }, i) => ({ name, type: types[i] ?? "dynamic" }));
}

/** The operator as the query writes it, for messages: `top-nested`. */
export function operatorName(node: SyntaxNode, scope: Scope): string {
  const [keyword = ""] = scope.query.kusto.textOf(node).split(/[\s(]/, 1);
  return /^[a-z-]{1,30}$/.test(keyword) ? keyword : scope.query.kusto.kindOf(node);
}

/** A part that the grammar demands. */
export function required(node: SyntaxNode, name: string, scope: Scope): SyntaxNode {
  const part = scope.query.kusto.part(node, name);
  if (part !== undefined) return part;
  throw new LocalQueryError(`The operator ${operatorName(node, scope)} is incomplete.`, { nextStep: "Complete it." });
}

/** A scalar expression over rows with the input's columns. */
export function compileOver(node: SyntaxNode, input: TablePlan, scope: Scope): Expression {
  return scope.query.scalar(node, rowScope(scope, input.columns));
}

/** A number that must not depend on the row, such as that of `take`. */
export function countFrom(node: SyntaxNode, scope: Scope): () => number {
  const expression = scope.query.scalar(node, rowScope(scope, []));
  return () => {
    const value = expression.constant ? constantValue(expression) : null;
    if (typeof value === "number" && value >= 0) return Math.trunc(value);
    throw new LocalQueryError("A number of rows must be a constant that is not negative.", {
      nextStep: "Write a number.",
    });
  };
}

/** The operator's named parameters (`kind=leftouter`, `with_itemindex=i`) as text, by lower-case name. */
export function parametersOf(node: SyntaxNode, scope: Scope, list = "Parameters"): ReadonlyMap<string, string> {
  const { kusto } = scope.query;
  return new Map(
    kusto.parts(node, list).flatMap((parameter): [string, string][] => {
      const [name, value] = [kusto.part(parameter, "Name"), kusto.part(parameter, "Expression")];
      if (name?.SimpleName === undefined || value === undefined) return [];
      return [[name.SimpleName.toLowerCase(), parameterText(value, scope)]];
    }),
  );
}

function parameterText(value: SyntaxNode, scope: Scope): string {
  if (value.SimpleName !== undefined) return value.SimpleName;
  const { kusto } = scope.query;
  if (kusto.kindOf(value) === "TokenLiteralExpression") return kusto.textOf(value);
  return constantText(scope.query.scalar(value, rowScope(scope, [])));
}
