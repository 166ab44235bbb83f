import { evaluateColumn } from "../expression.ts";
import { pickRows, pickVectors, relationOf } from "../relation.ts";
import { groupBy } from "./grouping.ts";
import { type OperatorCompiler, boundColumns, compileOver, countFrom, required, transform } from "./operator.ts";

/** `sample n`: rows at random, each at most once, in their order. */
export const compileSample: OperatorCompiler = (node, input, scope) => {
  const count = countFrom(required(node, "Expression", scope), scope);
  return transform(input, input.columns, scope, (relation) => {
    const rows = shuffledStart(relation.rowCount, count(), scope.query.random);
    return pickRows(relation, rows.toSorted());
  });
};

/** The first `count` numbers of a random order of 0 … size - 1 (Fisher and Yates). */
function shuffledStart(size: number, count: number, random: () => number): Int32Array {
  const numbers = Int32Array.from({ length: size }, (_, i) => i);
  const most = Math.min(size, count);
  for (let i = 0; i < most; i++) {
    const j = i + Math.floor(random() * (size - i));
    const moved = numbers[i] ?? 0;
    numbers[i] = numbers[j] ?? 0;
    numbers[j] = moved;
  }
  return numbers.slice(0, most);
}

/** `sample-distinct n of x`: the first n distinct values. */
export const compileSampleDistinct: OperatorCompiler = (node, input, scope) => {
  const count = countFrom(required(node, "Expression", scope), scope);
  const value = compileOver(required(node, "OfExpression", scope), input, scope);
  const columns = boundColumns(node, scope).map(({ name }) => ({ name, type: value.type }));
  return transform(input, columns, scope, (relation) => {
    const column = evaluateColumn(value, relation);
    const { first } = groupBy([column], relation.rowCount);
    const rows = first.slice(0, count());
    return relationOf(columns, pickVectors([column], rows), rows.length);
  });
};
