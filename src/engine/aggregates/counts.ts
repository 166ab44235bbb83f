import { keyFunction } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
import { type AggregateFunction, type AggregateTable, conditional, eachValue, rowsWhere, single } from "./aggregate.ts";
import { argument } from "./arguments.ts";
import { repeated } from "../values/repeated.ts";

/** `count()`. An argument, which some write by mistake, is ignored as the service does. */
const count: AggregateFunction = () =>
  single("long", (input, groups) => {
    const counts = repeated<number>(0, groups.count);
    for (let row = 0; row < input.rowCount; row++) {
      const group = groups.of[row] ?? -1;
      if (group >= 0) counts[group] = (counts[group] ?? 0) + 1;
    }
    return counts;
  });

const countIf: AggregateFunction = (call) => {
  const inner = count(call);
  const condition = argument(call, 0);
  return { types: inner.types, run: (input, groups) => inner.run(input, rowsWhere(condition, input, groups)) };
};

/** Distinct values, counted exactly; null is no value. */
const countDistinct: AggregateFunction = (call) => {
  const expression = argument(call, 0);
  const key = keyFunction(expression.type);
  return single("long", (input, groups) => {
    const numbers = new Map<Value, number>();
    const seen = new Set<number>();
    const counts = repeated<number>(0, groups.count);
    eachValue(expression, input, groups, (group, value) => {
      const k = key(value);
      let number = numbers.get(k);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(k, number);
      }
      const pair = number * groups.count + group;
      if (seen.has(pair)) return;
      seen.add(pair);
      counts[group] = (counts[group] ?? 0) + 1;
    });
    return counts;
  });
};

const dcount: AggregateFunction = (call) => {
  call.query.warn("dcount() is exact here; the service estimates it.");
  return countDistinct(call);
};

/** Counting. */
export const countAggregates: AggregateTable = {
  count,
  cnt: count,
  countif: countIf,
  dcount,
  dcountif: conditional(dcount, 1),
  count_distinct: countDistinct,
  count_distinctif: conditional(countDistinct),
};
