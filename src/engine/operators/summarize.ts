import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Column } from "../../table/table.ts";
import { type Aggregate, type Groups } from "../aggregates/aggregate.ts";
import { type Expression, columnExpression } from "../expression.ts";
import { type Relation, pickVectors, relationOf } from "../relation.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import type { Vector } from "../vector.ts";
import { compileAggregateCall } from "./aggregate-call.ts";
import { groupBy, oneGroup } from "./grouping.ts";
import { type OperatorCompiler, namedColumns, transform } from "./operator.ts";
import { compileProjections, evaluateAll, expressionsOf } from "./projection.ts";

/** `summarize`: keys first, then the aggregates. Without `by` there is always one row. */
export const compileSummarize: OperatorCompiler = (node, input, scope) => {
  const { kusto } = scope.query;
  const clause = kusto.part(node, "ByClause");
  const keyNodes = clause === undefined ? [] : kusto.parts(clause, "Expressions");
  const keys = expressionsOf(compileProjections(keyNodes, rowScope(scope, input.columns)));
  const outputs = compileOutputs(kusto.parts(node, "Aggregates"), keyNodes, input, scope);
  const types = [...keys.map((key) => key.type), ...outputs.types];
  const columns = namedColumns(node, types, scope);
  return transform(input, columns, scope, (relation) => {
    const keyColumns = evaluateAll(keys, relation);
    const groups = clause === undefined ? oneGroup(relation.rowCount) : groupBy(keyColumns, relation.rowCount);
    const vectors = [...pickVectors(keyColumns, groups.first), ...outputs.run(relation, groups)];
    return relationOf(columns, vectors, groups.count);
  });
};

/** The aggregate side of a `summarize`: expressions over aggregates, computed for all groups at once. */
export interface AggregateOutputs {
  readonly types: readonly Column["type"][];
  run(relation: Relation, groups: Groups): readonly Vector[];
}

/** Compiles expressions that hold aggregate calls: `count()`, `round(avg(x), 2)`, `arg_max(t, *)`. */
export function compileOutputs(
  nodes: readonly SyntaxNode[],
  keyNodes: readonly SyntaxNode[],
  input: TablePlan,
  scope: Scope,
): AggregateOutputs {
  const aggregates: Aggregate[] = [];
  const collect = (call: SyntaxNode): readonly [number, Aggregate] => {
    const aggregate = compileAggregateCall(call, keyNodes, input, scope);
    const first = aggregates.reduce((sum, known) => sum + known.types.length, 0);
    aggregates.push(aggregate);
    return [first, aggregate];
  };
  const outputs = nodes.flatMap((node) => compileOutput(node, collect, scope));
  return {
    types: outputs.map((output) => output.type),
    run(relation, groups) {
      const vectors = aggregates.flatMap((aggregate) => aggregate.run(relation, groups));
      return evaluateAll(outputs, relationOf([], vectors, groups.count));
    },
  };
}

type Collect = (call: SyntaxNode) => readonly [number, Aggregate];

/** One listed expression: all columns of a call that has several, or one expression over aggregates. */
function compileOutput(node: SyntaxNode, collect: Collect, scope: Scope): readonly Expression[] {
  const { kusto } = scope.query;
  const call = kusto.tupleColumnsOf(node.ResultType) === undefined ? undefined : innerCall(node, scope);
  if (call !== undefined) {
    const [first, aggregate] = collect(call);
    return aggregate.types.map((type, i) => columnExpression(type, first + i));
  }
  const groupScope: Scope = {
    ...rowScope(scope, []),
    aggregate: (inner) => {
      const [first, aggregate] = collect(inner);
      return columnExpression(aggregate.types[0] ?? "dynamic", first);
    },
  };
  return [scope.query.scalar(node, groupScope)];
}

/** The call inside `name = call` or `(a, b) = call`. */
function innerCall(node: SyntaxNode, scope: Scope): SyntaxNode | undefined {
  const { kusto } = scope.query;
  if (kusto.kindOf(node) === "FunctionCallExpression") return node;
  const inner = kusto.part(node, "Expression");
  return inner === undefined ? undefined : innerCall(inner, scope);
}
