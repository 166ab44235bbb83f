import { type Evaluator, type Expression, convertExpression, literalExpression } from "../expression.ts";
import type { Relation } from "../relation.ts";
import { comparisonOf } from "../values/compare.ts";
import { type Long, addLong, subtractLong } from "../values/long.ts";
import { type Value, emptyValue } from "../values/value.ts";
import { type FunctionTable, type ScalarFunction, checkArity, convertArgument } from "./scalar-function.ts";

/** An expression whose values are computed for all rows, in order, when it is bound. */
function running(type: Expression["type"], compute: (input: Relation) => readonly Value[]): Expression {
  return {
    type,
    constant: false,
    bind(input) {
      const values = compute(input);
      return (row) => values[row] ?? null;
    },
  };
}

/** `prev(x [, offset [, default]])`, `next(…)`. */
function neighbour(direction: 1 | -1): ScalarFunction {
  return (call) => {
    checkArity(call, 1, 3);
    const [value = literalExpression("long", null), offsetArg, fallbackArg] = call.args;
    const offset = convertArgument(call, offsetArg ?? literalExpression("long", 1), "long");
    const fallback = fallbackArg === undefined ? undefined : convertExpression(fallbackArg, value.type);
    return {
      type: value.type,
      constant: false,
      bind(input) {
        const values = value.bind(input);
        const offsets = offset.bind(input);
        const otherwise: Evaluator = fallback?.bind(input) ?? (() => emptyValue(value.type));
        return (row) => {
          const at = row + direction * Number(offsets(row));
          return at >= 0 && at < input.rowCount ? values(at) : otherwise(row);
        };
      },
    };
  };
}

/** Whether counting starts anew at a row, from an optional argument. */
function restarts(restart: Expression | undefined, input: Relation): (row: number) => boolean {
  const evaluate = restart?.bind(input);
  return (row) => evaluate !== undefined && evaluate(row) === true;
}

const rowNumber: ScalarFunction = (call) => {
  checkArity(call, 0, 2);
  const start = convertArgument(call, call.args[0] ?? literalExpression("long", 1), "long");
  return running("long", (input) => {
    const first = start.bind(input)(0) as Long;
    const restart = restarts(call.args[1], input);
    let current: Long = first;
    return rows(input, (row) => {
      current = row === 0 || restart(row) ? first : addLong(current, 1);
      return current;
    });
  });
};

function rows(input: Relation, next: (row: number) => Value): readonly Value[] {
  return Array.from({ length: input.rowCount }, (_, row) => next(row));
}

const rowCumSum: ScalarFunction = (call) => {
  checkArity(call, 1, 2);
  const [term = literalExpression("long", null), restartArg] = call.args;
  const real = term.type === "real";
  return running(real ? "real" : term.type, (input) => {
    const values = term.bind(input);
    const restart = restarts(restartArg, input);
    let sum: Long = 0;
    return rows(input, (row) => {
      if (restart(row)) sum = 0;
      const value = values(row) as Long | null;
      if (value !== null) sum = real ? Number(sum) + Number(value) : addLong(sum, value);
      return sum;
    });
  });
};

/** `row_rank_dense` counts distinct neighbours; `row_rank_min` gives equal rows the number of the first of them. */
function rank(dense: boolean): ScalarFunction {
  return (call) => {
    checkArity(call, 1, 2);
    const [term = literalExpression("long", null), restartArg] = call.args;
    const compare = comparisonOf(term.type);
    const same = (a: Value, b: Value) => (a === null || b === null ? a === b : compare(a, b) === 0);
    return running("long", (input) => {
      const values = term.bind(input);
      const restart = restarts(restartArg, input);
      let place = 0;
      let current = 0;
      return rows(input, (row) => {
        const fresh = row === 0 || restart(row);
        place = fresh ? 1 : place + 1;
        if (fresh) current = 1;
        else if (!same(values(row), values(row - 1))) current = dense ? current + 1 : place;
        return current;
      });
    });
  };
}

/** `row_window_session(t, max_from_first, max_between [, restart])`: the first t of the session a row belongs to. */
const session: ScalarFunction = (call) => {
  checkArity(call, 3, 4);
  const [time = literalExpression("datetime", null), fromFirst, between, restartArg] = call.args;
  const limit = (arg: Expression | undefined) =>
    convertArgument(call, arg ?? literalExpression("timespan", 0), "timespan");
  return running("datetime", (input) => {
    const times = time.bind(input);
    const [maxFromFirst, maxBetween] = [limit(fromFirst).bind(input)(0) as Long, limit(between).bind(input)(0) as Long];
    const restart = restarts(restartArg, input);
    let first: Long | null = null;
    let last: Long | null = null;
    return rows(input, (row) => {
      const now = times(row) as Long | null;
      if (now === null) {
        last = null;
        return null;
      }
      const goesOn =
        first !== null &&
        last !== null &&
        !restart(row) &&
        subtractLong(now, first) < maxFromFirst &&
        subtractLong(now, last) < maxBetween;
      if (!goesOn) first = now;
      last = now;
      return first;
    });
  });
};

/** Functions of the rows around a row, in the order in which they stand. */
export const windowFunctions: FunctionTable = {
  prev: neighbour(-1),
  next: neighbour(1),
  row_number: rowNumber,
  row_cumsum: rowCumSum,
  row_rank_dense: rank(true),
  row_rank_min: rank(false),
  row_rank: rank(true),
  row_window_session: session,
};
