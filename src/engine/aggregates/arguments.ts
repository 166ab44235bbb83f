import type { KqlType } from "../../table/table.ts";
import { LocalQueryError } from "../errors.ts";
import { type Expression, constantValue, convertExpression } from "../expression.ts";
import type { Value } from "../values/value.ts";
import type { AggregateCall } from "./aggregate.ts";

/** The argument at an index. @throws LocalQueryError when it is missing */
export function argument(call: AggregateCall, index: number): Expression {
  const arg = call.args[index];
  if (arg !== undefined) return arg;
  throw new LocalQueryError(`${call.name}() lacks an argument.`, { nextStep: "Correct the arguments." });
}

/** The argument at an index in a type. @throws LocalQueryError when it is missing or of another type */
export function argumentAs(call: AggregateCall, index: number, type: KqlType): Expression {
  const converted = convertExpression(argument(call, index), type);
  if (converted !== undefined) return converted;
  throw new LocalQueryError(`${call.name}() takes a ${type}.`, { nextStep: `Convert the argument to ${type} first.` });
}

/** The value of a constant argument, such as a percentile or a maximal size; the fallback when there is none. */
export function constantArgument(call: AggregateCall, index: number, fallback: Value): Value {
  const arg = call.args[index];
  if (arg === undefined) return fallback;
  if (arg.constant) return constantValue(arg);
  throw new LocalQueryError(`An argument of ${call.name}() must be a constant.`, { nextStep: "Pass a literal." });
}
