import type { KqlType } from "../../table/table.ts";
import { type Expression, convertExpression } from "../expression.ts";
import { Decimal } from "../values/decimal.ts";
import { type Long, addLong, longOf } from "../values/long.ts";
import type { Value } from "../values/value.ts";
import { type AggregateFunction, type AggregateTable, conditional, eachValue, single } from "./aggregate.ts";
import { argument, argumentAs } from "./arguments.ts";
import { repeated } from "../values/repeated.ts";

/** Numbers as they are summed: whole ones exactly, the rest as reals. */
function summable(expression: Expression): Expression {
  const { type } = expression;
  if (type === "bool") return convertExpression(expression, "long") ?? expression;
  return type === "dynamic" || type === "string" ? (convertExpression(expression, "real") ?? expression) : expression;
}

function addition(type: KqlType): (a: Value, b: Value) => Value {
  if (type === "real") return (a, b) => (a as number) + (b as number);
  if (type === "decimal") return (a, b) => Decimal.add(a as Decimal, b as Decimal);
  return (a, b) => addLong(a as Long, b as Long);
}

/** Sums of a group's values; zero for a group without any. */
const sum: AggregateFunction = (call) => {
  const expression = summable(argument(call, 0));
  const type = expression.type === "int" ? "long" : expression.type;
  const add = addition(type);
  return single(type, (input, groups) => {
    const sums = repeated<Value>(type === "decimal" ? new Decimal(0) : 0, groups.count);
    eachValue(expression, input, groups, (group, value) => {
      sums[group] = add(sums[group] ?? 0, value);
    });
    return sums;
  });
};

/** The mean: a real for numbers, a datetime or timespan for those; NaN for a group without values. */
const avg: AggregateFunction = (call) => {
  const { type } = argument(call, 0);
  if (type === "datetime" || type === "timespan") return tickAverage(argument(call, 0), type);
  if (type === "decimal") return decimalAverage(argument(call, 0));
  const expression = argumentAs(call, 0, "real");
  return single("real", (input, groups) => {
    const sums = new Float64Array(groups.count);
    const counts = new Float64Array(groups.count);
    eachValue(expression, input, groups, (group, value) => {
      sums[group] = (sums[group] ?? 0) + (value as number);
      counts[group] = (counts[group] ?? 0) + 1;
    });
    return Array.from(sums, (total, group) => total / (counts[group] ?? 0));
  });
};

function tickAverage(expression: Expression, type: "datetime" | "timespan") {
  return single(type, (input, groups) => {
    const sums = repeated<bigint>(0n, groups.count);
    const counts = repeated<number>(0, groups.count);
    eachValue(expression, input, groups, (group, value) => {
      sums[group] = (sums[group] ?? 0n) + BigInt(value as Long);
      counts[group] = (counts[group] ?? 0) + 1;
    });
    return sums.map((total, group) => (counts[group] === 0 ? null : longOf(total / BigInt(counts[group] ?? 1))));
  });
}

function decimalAverage(expression: Expression) {
  return single("decimal", (input, groups) => {
    const sums = repeated<Decimal>(new Decimal(0), groups.count);
    const counts = repeated<number>(0, groups.count);
    eachValue(expression, input, groups, (group, value) => {
      sums[group] = Decimal.add(sums[group] ?? 0, value as Decimal);
      counts[group] = (counts[group] ?? 0) + 1;
    });
    return sums.map((total, group) => (counts[group] === 0 ? null : total.div(counts[group] ?? 1)));
  });
}

/** `binary_all_and`, `binary_all_or`, `binary_all_xor`. */
function bits(start: bigint, combine: (a: bigint, b: bigint) => bigint): AggregateFunction {
  return (call) => {
    const expression = argumentAs(call, 0, "long");
    return single("long", (input, groups) => {
      const results = repeated<bigint | null>(null, groups.count);
      eachValue(expression, input, groups, (group, value) => {
        results[group] = combine(results[group] ?? start, BigInt(value as Long));
      });
      return results.map((result) => (result === null ? null : longOf(result)));
    });
  };
}

/** Sums and means. */
export const sumAggregates: AggregateTable = {
  sum,
  sumif: conditional(sum),
  avg,
  avgif: conditional(avg),
  binary_all_and: bits(-1n, (a, b) => a & b),
  binary_all_or: bits(0n, (a, b) => a | b),
  binary_all_xor: bits(0n, (a, b) => a ^ b),
};
