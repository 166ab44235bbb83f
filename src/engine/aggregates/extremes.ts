import { type Expression } from "../expression.ts";
import { type Relation, pickVectors } from "../relation.ts";
import { type RowPick } from "../vector.ts";
import { comparisonOf } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
import { evaluateColumn } from "../expression.ts";
import {
  type Aggregate,
  type AggregateFunction,
  type AggregateTable,
  type Groups,
  conditional,
  eachValue,
} from "./aggregate.ts";
import { argument } from "./arguments.ts";
import { repeated } from "../values/repeated.ts";

/** The row of each group whose value is extreme, the first of equals; its first row where all values are null; -1 without rows. */
function extremeRows(expression: Expression, sign: 1 | -1, input: Relation, groups: Groups): RowPick {
  const compare = comparisonOf(expression.type);
  const rows = new Int32Array(groups.count).fill(-1);
  const best = repeated<Value>(null, groups.count);
  eachValue(expression, input, groups, (group, value, row) => {
    const current = best[group] ?? null;
    if (current !== null && sign * compare(value, current) <= 0) return;
    best[group] = value;
    rows[group] = row;
  });
  for (let row = 0; row < input.rowCount; row++) {
    const group = groups.of[row] ?? -1;
    if (group >= 0 && rows[group] === -1) rows[group] = row;
  }
  return rows;
}

/** `min(x)` and `max(x)` pick the row that holds the value, so that a cell which came in goes out as it was. */
function extreme(sign: 1 | -1): AggregateFunction {
  return (call) => {
    const expression = argument(call, 0);
    return pickingRows([expression], (input, groups) => extremeRows(expression, sign, input, groups));
  };
}

/** `arg_max(x, a, b)`: the columns x, a, b of the row with the greatest x. */
function argExtreme(sign: 1 | -1): AggregateFunction {
  return (call) => {
    const expression = argument(call, 0);
    return pickingRows(call.args, (input, groups) => extremeRows(expression, sign, input, groups));
  };
}

/** An aggregate that takes the values of one row of each group. */
function pickingRows(args: readonly Expression[], choose: (input: Relation, groups: Groups) => RowPick): Aggregate {
  return {
    types: args.map((arg) => arg.type),
    run(input, groups) {
      const rows = choose(input, groups);
      return pickVectors(
        args.map((arg) => evaluateColumn(arg, input)),
        rows,
      );
    },
  };
}

/** The first row of each group; with one argument the first row where it is not empty. */
const takeAny: AggregateFunction = (call) => {
  const [only] = call.args;
  const skipEmpty = call.args.length === 1 && only !== undefined;
  return pickingRows(call.args, (input, groups) => {
    const rows = new Int32Array(groups.count).fill(-1);
    const evaluate = only?.bind(input);
    for (let row = 0; row < input.rowCount; row++) {
      const group = groups.of[row] ?? -1;
      if (group < 0 || rows[group] !== -1) continue;
      const value = skipEmpty && evaluate !== undefined ? evaluate(row) : true;
      if (value !== null && value !== "") rows[group] = row;
    }
    return rows;
  });
};

/** Extreme values and the rows that hold them. */
export const extremeAggregates: AggregateTable = {
  min: extreme(-1),
  max: extreme(1),
  minif: conditional(extreme(-1)),
  maxif: conditional(extreme(1)),
  arg_max: argExtreme(1),
  arg_min: argExtreme(-1),
  argmax: argExtreme(1),
  argmin: argExtreme(-1),
  take_any: takeAny,
  any: takeAny,
  take_anyif: conditional(takeAny),
  anyif: conditional(takeAny),
};
