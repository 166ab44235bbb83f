import type { Column } from "../../table/table.ts";
import { unsupported } from "../errors.ts";
import { type Relation, pickVectors, relationOf } from "../relation.ts";
import { valueVector } from "../vector.ts";
import { compileExpansion, expandOptions, expansionPlan } from "./mv-expand.ts";
import { type OperatorCompiler, boundColumns, required, transform } from "./operator.ts";
import { compileSubquery, pickGroups, rowsByGroup, stacked } from "./subquery.ts";
import { repeated } from "../values/repeated.ts";

/** `mv-apply`: expands each row and runs a subquery over what it gave; a row that expands to nothing is gone. */
export const compileMvApply: OperatorCompiler = (node, input, scope) => {
  const { kusto } = scope.query;
  if (kusto.part(node, "ContextIdClause") !== undefined) throw unsupported("mv-apply with id");
  const expansions = kusto.parts(node, "Expressions").map((part) => compileExpansion(part, input, scope));
  const expansion = expansionPlan(expansions, expandOptions(node, scope), input.columns, scope);
  const clause = required(node, "Subquery", scope);
  const subquery = compileSubquery(required(clause, "Expression", scope), expansion.columns, scope);
  const outputs = boundColumns(node, scope).map(({ name }) => output(name, input.columns, subquery.columns));
  const columns = outputs.map((each) => each.column);
  return transform(input, columns, scope, (relation) => {
    const { relation: expanded, source } = expansion.expand(relation);
    const groups = rowsByGroup(source, relation.rowCount);
    const filled = groups.flatMap((rows, row) => (rows.length > 0 ? [row] : []));
    const answers = pickGroups(
      expanded,
      filled.map((row) => groups[row] ?? new Int32Array(0)),
    ).map((rows) => subquery.run(rows));
    return combine(relation, answers, filled);
  });

  function combine(relation: Relation, answers: readonly Relation[], sourceRows: readonly number[]): Relation {
    const answer = stacked(subquery.columns, answers);
    const origin = Int32Array.from(answers.flatMap((each, i) => repeated<number>(sourceRows[i] ?? -1, each.rowCount)));
    const carried = pickVectors(relation.vectors, origin);
    const vectors = outputs.map(
      ({ inner, outer, column }) =>
        answer.vectors[inner] ?? carried[outer] ?? valueVector(column.type, repeated<null>(null, answer.rowCount)),
    );
    return relationOf(columns, vectors, answer.rowCount);
  }
};

/** Where an output column comes from: the subquery's answer, otherwise the row that was expanded. */
interface Output {
  readonly column: Column;
  readonly inner: number;
  readonly outer: number;
}

function output(name: string, input: readonly Column[], answer: readonly Column[]): Output {
  const inner = answer.findIndex((column) => column.name === name);
  const outer = input.findIndex((column) => column.name === name);
  const column = answer[inner] ?? input[outer];
  if (column === undefined) throw unsupported("this form of mv-apply");
  return { column, inner, outer };
}
