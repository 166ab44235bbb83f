import type { SyntaxNode } from "../kql/kusto-types.ts";
import { LocalQueryError, unsupported } from "./errors.ts";
import { compileDatatable } from "./operators/datatable.ts";
import { operators } from "./operators/index.ts";
import { operatorName } from "./operators/operator.ts";
import { compilePrint } from "./operators/print.ts";
import { compileRange } from "./operators/range.ts";
import { compileSearch } from "./operators/search.ts";
import { compileTableCall, compileTableName } from "./operators/tables.ts";
import { compileUnion } from "./operators/union.ts";
import { sharedPlan } from "./expressions/user-function.ts";
import type { Scope, TablePlan } from "./scope.ts";

type Compile = (node: SyntaxNode, scope: Scope) => TablePlan;

const inner: Compile = (node, scope) => {
  const expression = scope.query.kusto.part(node, "Expression");
  if (expression === undefined)
    throw new LocalQueryError("A table expression is incomplete.", { nextStep: "Complete it." });
  return compileTable(expression, scope);
};

/** Expressions that give a table without one being piped in. */
const sources: Readonly<Record<string, Compile>> = {
  PipeExpression: compilePipe,
  ParenthesizedExpression: inner,
  ToTableExpression: inner,
  MaterializeExpression: (node, scope) => sharedPlan(inner(node, scope)),
  NameReference: compileTableName,
  FunctionCallExpression: compileTableCall,
  DataTableExpression: compileDatatable,
  PrintOperator: compilePrint,
  RangeOperator: compileRange,
  UnionOperator: (node, scope) => compileUnion(node, scope.pipe, scope),
  SearchOperator: (node, scope) => compileSearch(node, scope.pipe, scope),
};

/** What the engine refuses at the start of a query, and why. */
const refusals: Readonly<Record<string, readonly [string, string]>> = {
  ExternalDataExpression: ["externaldata", "It reads from the network: paste the values into a datatable instead."],
  InlineExternalTableExpression: [
    "external tables",
    "They read from the network: paste the values into a datatable instead.",
  ],
  PathExpression: ["tables of other clusters, databases or workspaces", "Name one of the tables at hand."],
};

/** Compiles a tabular expression. @throws UnsupportedError, LocalQueryError */
export function compileTable(node: SyntaxNode, scope: Scope): TablePlan {
  const kind = scope.query.kusto.kindOf(node);
  const refusal = refusals[kind];
  if (refusal !== undefined) throw unsupported(...refusal);
  const compile = sources[kind];
  if (compile !== undefined) return compile(node, scope);
  // The first operator of a subquery works on the rows of the group.
  if (scope.pipe !== undefined) return compileOperator(node, scope.pipe, scope);
  throw unsupported(`the operator ${operatorName(node, scope)} at this place`);
}

function compilePipe(node: SyntaxNode, scope: Scope): TablePlan {
  const { kusto } = scope.query;
  const [source, operator] = [kusto.part(node, "Expression"), kusto.part(node, "Operator")];
  if (source === undefined || operator === undefined) {
    throw new LocalQueryError("A pipe of the query is incomplete.", { nextStep: "Complete it." });
  }
  return compileOperator(operator, compileTable(source, scope), scope);
}

function compileOperator(node: SyntaxNode, input: TablePlan, scope: Scope): TablePlan {
  const compile = operators[scope.query.kusto.kindOf(node)];
  if (compile === undefined) throw unsupported(`the operator ${operatorName(node, scope)}`);
  return compile(node, input, scope);
}
