import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { LocalQueryError, unsupported } from "../errors.ts";
import { type Expression, columnExpression, literalExpression, onceExpression } from "../expression.ts";
import type { Scope } from "../scope.ts";
import { emptyValue } from "../values/value.ts";
import { compileAnyColumn } from "./any-column.ts";
import { type ArithmeticOperator, compileArithmetic, compileNegation } from "./arithmetic.ts";
import { compileBetween } from "./between.ts";
import { compileCall } from "./call.ts";
import { type ComparisonOperator, compileComparison } from "./comparison.ts";
import { compileDynamicLiteral, compileLiteral, compoundText } from "./literal.ts";
import { compileLogic } from "./logic.ts";
import { compileHasList, compileIn } from "./membership.ts";
import { compileElement, compilePath } from "./path.ts";
import { compileSearchText } from "./search-text.ts";
import { compileMatchesRegex, compileTextOperator, textOperator } from "./text-operators.ts";
import { enterFunction } from "./user-function.ts";

type Compile = (node: SyntaxNode, scope: Scope, kind: string) => Expression;

const arithmetic: Readonly<Record<string, ArithmeticOperator>> = {
  AddExpression: "+",
  SubtractExpression: "-",
  MultiplyExpression: "*",
  DivideExpression: "/",
  ModuloExpression: "%",
};

const comparisons: Readonly<Record<string, ComparisonOperator>> = {
  EqualExpression: "==",
  NotEqualExpression: "!=",
  LessThanExpression: "<",
  LessThanOrEqualExpression: "<=",
  GreaterThanExpression: ">",
  GreaterThanOrEqualExpression: ">=",
};

const inner: Compile = (node, scope) => compileScalar(partOf(node, "Expression", scope), scope);

const byKind: Readonly<Record<string, Compile>> = {
  ParenthesizedExpression: inner,
  SimpleNamedExpression: inner,
  NameReference: compileName,
  FunctionCallExpression: compileCall,
  ToScalarExpression: compileToScalar,
  DynamicExpression: compileDynamicLiteral,
  NullLiteralExpression: () => literalExpression("dynamic", null),
  CompoundStringLiteralExpression: (node, scope) => literalExpression("string", compoundText(node, scope)),
  UnaryMinusExpression: (node, scope) => compileNegation(compileScalar(partOf(node, "Expression", scope), scope)),
  UnaryPlusExpression: inner,
  PathExpression: compilePath,
  ElementExpression: compileElement,
  BetweenExpression: compileBetween,
  NotBetweenExpression: compileBetween,
  InExpression: (node, scope, kind) => compileIn(node, kind, scope),
  InCsExpression: (node, scope, kind) => compileIn(node, kind, scope),
  NotInExpression: (node, scope, kind) => compileIn(node, kind, scope),
  NotInCsExpression: (node, scope, kind) => compileIn(node, kind, scope),
  HasAnyExpression: (node, scope, kind) => compileHasList(node, kind, scope),
  HasAllExpression: (node, scope, kind) => compileHasList(node, kind, scope),
  SearchExpression: compileSearchText,
};

/** Compiles a scalar expression. @throws UnsupportedError, LocalQueryError */
export function compileScalar(node: SyntaxNode, scope: Scope): Expression {
  const kind = scope.query.kusto.kindOf(node);
  const compile = byKind[kind];
  if (compile !== undefined) return compile(node, scope, kind);
  return compileLiteral(node, scope) ?? compileBinary(node, scope, kind);
}

function compileBinary(node: SyntaxNode, scope: Scope, kind: string): Expression {
  const { kusto } = scope.query;
  if (kusto.part(node, "Left") === undefined) throw unsupported(`the expression ${kind}`);
  const leftNode = partOf(node, "Left", scope);
  const right = compileScalar(partOf(node, "Right", scope), scope);
  if (kusto.kindOf(leftNode) === "StarExpression") return compileAnyColumn(textOperator(kind), right, scope.columns);
  const left = compileScalar(leftNode, scope);
  const compiled = binaryOf(kind, left, right, scope);
  if (compiled !== undefined) return compiled;
  throw unsupported(`the operator ${kusto.token(node, "Operator")?.Text ?? kind}`);
}

function binaryOf(kind: string, left: Expression, right: Expression, scope: Scope): Expression | undefined {
  if (kind === "AndExpression") return compileLogic("and", left, right);
  if (kind === "OrExpression") return compileLogic("or", left, right);
  if (kind === "MatchesRegexExpression") return compileMatchesRegex(left, right, scope.query);
  const comparison = comparisons[kind];
  if (comparison !== undefined) return compileComparison(comparison, left, right);
  const operator = arithmetic[kind];
  if (operator !== undefined) return compileArithmetic(operator, left, right);
  const text = textOperator(kind);
  return text === undefined ? undefined : compileTextOperator(text, left, right);
}

function compileName(node: SyntaxNode, scope: Scope): Expression {
  const name = node.SimpleName ?? "";
  const index = scope.columns.findIndex((column) => column.name === name);
  const column = scope.columns[index];
  if (column !== undefined) return columnExpression(column.type, index);
  const binding = scope.names.get(name);
  if (binding?.kind === "scalar") return binding.expression;
  if (binding?.kind === "function") {
    const { expression, scope: body } = enterFunction(node, binding, scope);
    return compileScalar(expression, body);
  }
  throw new LocalQueryError(`The name ${name} is no column or value that the query knows here.`, {
    nextStep: "Correct the name.",
  });
}

/** `toscalar(table)`: the first cell, read once. */
function compileToScalar(node: SyntaxNode, scope: Scope): Expression {
  const { query } = scope;
  const expression = partOf(node, "Expression", scope);
  if (!query.kusto.isTable(expression.ResultType)) return compileScalar(expression, scope);
  const plan = query.table(expression, scope);
  const type = plan.columns[0]?.type ?? "dynamic";
  return onceExpression(type, () => plan.run().vectors[0]?.values()[0] ?? emptyValue(type));
}

/** A part of a node that the grammar demands. */
function partOf(node: SyntaxNode, name: string, scope: Scope): SyntaxNode {
  const part = scope.query.kusto.part(node, name);
  if (part !== undefined) return part;
  throw new LocalQueryError("The query has an incomplete expression.", { nextStep: "Complete it." });
}
