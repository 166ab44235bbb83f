import type { KqlType } from "../../table/table.ts";
import { type Expression, convertExpression, literalExpression } from "../expression.ts";
import { type Long, addLong } from "../values/long.ts";
import { ticksPerHour } from "../values/ticks.ts";
import { type Dynamic, type Value, toDynamic } from "../values/value.ts";
import { type FunctionTable, type ScalarFunction, checkArity, lift } from "./scalar-function.ts";

/** The service cuts the array here. */
const mostElements = 1_048_576;

const as = (expression: Expression, wanted: KqlType) => convertExpression(expression, wanted) ?? expression;

/** `range(from, to [, step])`: an array; the step is 1, or an hour for times. */
const range: ScalarFunction = (call) => {
  checkArity(call, 2, 3);
  const [from = literalExpression("long", 0), to = from] = call.args;
  const type = rangeType([from, to, call.args[2]]);
  const stepType: KqlType = type === "datetime" ? "timespan" : type;
  const step =
    call.args[2] ?? literalExpression(stepType, type === "datetime" || type === "timespan" ? ticksPerHour : 1);
  return lift("dynamic", [as(from, type), as(to, type), as(step, stepType)], (a, b, s) =>
    series(a ?? null, b ?? null, s ?? null, type),
  );
};

function rangeType(args: readonly (Expression | undefined)[]): KqlType {
  const types = args.map((arg) => arg?.type);
  if (types[0] === "datetime" || types[0] === "timespan") return types[0];
  return types.includes("real") || types.includes("decimal") ? "real" : "long";
}

function series(from: Value, to: Value, step: Value, type: KqlType): Dynamic {
  if (step === 0) return null;
  const values: Dynamic[] = [];
  const up = (step as Long) > 0;
  const within = (value: Long) => (up ? value <= (to as Long) : value >= (to as Long));
  for (let value = from as Long; within(value) && values.length < mostElements;) {
    values.push(toDynamic(value, type));
    value = type === "real" ? (from as number) + values.length * (step as number) : addLong(value, step as Long);
  }
  return values;
}

/** Arrays of steps. */
export const rangeFunctions: FunctionTable = { range };
