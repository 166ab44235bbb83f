import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { KqlType } from "../../table/table.ts";
import { type Expression, convertExpression, evaluateColumn } from "../expression.ts";
import { elementOf } from "../expressions/path.ts";
import type { Relation } from "../relation.ts";
import type { Scope } from "../scope.ts";
import type { Vector } from "../vector.ts";
import type { Dynamic } from "../values/value.ts";

/** One expression of `project`, `extend`, `print` …: usually one column, several for `series_stats()` and its kin. */
export interface Projection {
  /** The names that the query gives; undefined where the binder makes one up. */
  readonly names: readonly (string | undefined)[];
  readonly expressions: readonly Expression[];
}

/** Compiles the expressions of a list in a scope of rows. */
export function compileProjections(nodes: readonly SyntaxNode[], scope: Scope): readonly Projection[] {
  return nodes.map((node) => compileProjection(node, scope));
}

function compileProjection(node: SyntaxNode, scope: Scope): Projection {
  const { kusto } = scope.query;
  const tuple = kusto.tupleColumnsOf(node.ResultType);
  const expression = scope.query.scalar(valueOf(node, scope), scope);
  if (tuple === undefined) return { names: [kusto.resultName(node)], expressions: [expression] };
  return {
    names: tuple.map((column) => column.Name),
    expressions: tuple.map((column, i) => tupleElement(expression, i, kusto.typeOf(column.Type) ?? "dynamic")),
  };
}

function valueOf(node: SyntaxNode, scope: Scope): SyntaxNode {
  const { kusto } = scope.query;
  const compound = kusto.kindOf(node) === "CompoundNamedExpression" ? kusto.part(node, "Expression") : undefined;
  return compound ?? node;
}

/** A function with several columns gives a dynamic array; this is one of them. */
function tupleElement(expression: Expression, index: number, type: KqlType): Expression {
  const element: Expression = {
    type: "dynamic",
    constant: false,
    bind(input) {
      const source = expression.bind(input);
      return (row) => elementOf(source(row) as Dynamic, index);
    },
  };
  return convertExpression(element, type) ?? element;
}

export function expressionsOf(projections: readonly Projection[]): readonly Expression[] {
  return projections.flatMap((projection) => projection.expressions);
}

export function evaluateAll(expressions: readonly Expression[], input: Relation): readonly Vector[] {
  return expressions.map((expression) => evaluateColumn(expression, input));
}
