import { type Expression } from "../expression.ts";
import type { Relation } from "../relation.ts";
import { valueVector } from "../vector.ts";
import { comparisonOf } from "../values/compare.ts";
import { type Dynamic, type Value, isArray, toDynamic } from "../values/value.ts";
import {
  type Aggregate,
  type AggregateCall,
  type AggregateFunction,
  type AggregateTable,
  type Groups,
  eachValue,
} from "./aggregate.ts";
import { argument, argumentAs, constantArgument } from "./arguments.ts";

interface Weighted {
  readonly value: Exclude<Value, null>;
  readonly weight: number;
}

/** The nearest-rank percentile: the smallest value at which the weight so far reaches `percent` of the whole. */
function percentileOf(sorted: readonly Weighted[], total: number, percent: number): Value {
  const wanted = (percent / 100) * total;
  let reached = 0;
  for (const { value, weight } of sorted) {
    reached += weight;
    if (reached >= wanted && reached > 0) return value;
  }
  return sorted.at(-1)?.value ?? null;
}

/** For each group its percentiles, in the order asked for. */
function compute(
  expression: Expression,
  weight: Expression | undefined,
  percents: readonly number[],
  input: Relation,
  groups: Groups,
): readonly (readonly Value[])[] {
  const compare = comparisonOf(expression.type);
  const lists = Array.from({ length: groups.count }, (): Weighted[] => []);
  const weights = weight?.bind(input);
  eachValue(expression, input, groups, (group, value, row) => {
    const weightOfRow = weights === undefined ? 1 : Number(weights(row) ?? 0);
    if (weightOfRow > 0) lists[group]?.push({ value, weight: weightOfRow });
  });
  return lists.map((list) => {
    const sorted = list.toSorted((a, b) => compare(a.value, b.value));
    const total = sorted.reduce((sum, item) => sum + item.weight, 0);
    return percents.map((percent) => percentileOf(sorted, total, percent));
  });
}

/** The percents that a call asks for, single or as a dynamic array. */
function percentsFrom(call: AggregateCall, first: number): readonly number[] {
  return call.args.slice(first).flatMap((_, i) => {
    const value = constantArgument(call, first + i, null);
    return isArray(value) ? value.map(Number) : [Number(value)];
  });
}

function percentiles(shape: "columns" | "array", weighted: boolean): AggregateFunction {
  return (call): Aggregate => {
    call.query.warn("percentile() is exact here (nearest rank); the service estimates it.");
    const expression = argument(call, 0);
    const weight = weighted ? argumentAs(call, 1, "long") : undefined;
    const percents = percentsFrom(call, weighted ? 2 : 1);
    const { type } = expression;
    const run = (input: Relation, groups: Groups) => compute(expression, weight, percents, input, groups);
    if (shape === "array") {
      const asArray = (values: readonly Value[]): Dynamic => values.map((value) => toDynamic(value, type));
      return {
        types: ["dynamic"],
        run: (input, groups) => [valueVector("dynamic", run(input, groups).map(asArray))],
      };
    }
    return {
      types: percents.map(() => type),
      run(input, groups) {
        const results = run(input, groups);
        return percents.map((_, p) =>
          valueVector(
            type,
            results.map((values) => values[p] ?? null),
          ),
        );
      },
    };
  };
}

/** Percentiles. */
export const percentileAggregates: AggregateTable = {
  percentile: percentiles("columns", false),
  percentiles: percentiles("columns", false),
  percentiles_array: percentiles("array", false),
  percentilew: percentiles("columns", true),
  percentilesw: percentiles("columns", true),
  percentilesw_array: percentiles("array", true),
};
