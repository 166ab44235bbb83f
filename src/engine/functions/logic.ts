import type { KqlType } from "../../table/table.ts";
import { LocalQueryError } from "../errors.ts";
import { type Expression, foldConstant } from "../expression.ts";
import { comparisonOf } from "../values/compare.ts";
import { type Value, emptyValue } from "../values/value.ts";
import {
  type FunctionTable,
  type ScalarCall,
  type ScalarFunction,
  checkArity,
  convertArgument,
  lenient,
  strict,
} from "./scalar-function.ts";

/** The type all the branches are converted to: the binder's, or that of the first branch. */
function commonType(call: ScalarCall, branches: readonly Expression[]): KqlType {
  const types = new Set(branches.map((branch) => branch.type));
  const [first] = types;
  return types.size === 1 && first !== undefined ? first : call.type;
}

/** `case(c1, v1, c2, v2, …, else)`; `iff` is the shortest case. A null condition counts as false. */
const choose: ScalarFunction = (call) => {
  if (call.args.length < 3 || call.args.length % 2 === 0) {
    throw new LocalQueryError(`${call.name}() takes pairs of a condition and a value, and one value for the rest.`, {
      nextStep: "Correct the arguments.",
    });
  }
  const branches = call.args.filter((_, i) => i % 2 === 1 || i === call.args.length - 1);
  const type = commonType(call, branches);
  const values = branches.map((branch) => convertArgument(call, branch, type));
  const conditions = call.args
    .filter((_, i) => i % 2 === 0 && i < call.args.length - 1)
    .map((condition) => convertArgument(call, condition, "bool"));
  return foldConstant({
    type,
    constant: [...values, ...conditions].every((part) => part.constant),
    bind(input) {
      const tests = conditions.map((condition) => condition.bind(input));
      const results = values.map((value) => value.bind(input));
      return (row) => {
        const hit = tests.findIndex((test) => test(row) === true);
        return results.at(hit)?.(row) ?? emptyValue(type);
      };
    },
  });
};

const coalesce: ScalarFunction = (call) => {
  const type = commonType(call, call.args);
  const args = call.args.map((arg) => convertArgument(call, arg, type));
  return lenient(
    type,
    args,
    (values) => values.find((value) => value !== null && (value !== "" || type !== "string")) ?? emptyValue(type),
  );
};

function extreme(sign: 1 | -1): ScalarFunction {
  return (call) => {
    const type = commonType(call, call.args);
    const args = call.args.map((arg) => convertArgument(call, arg, type));
    const compare = comparisonOf(type);
    return lenient(type, args, (values) => {
      const known = values.filter((value) => value !== null);
      return known.length === 0 ? emptyValue(type) : known.reduce((a, b) => (compare(b, a) * sign > 0 ? b : a));
    });
  };
}

function check(test: (value: Value) => boolean): ScalarFunction {
  return (call) => {
    checkArity(call, 1, 1);
    return lenient("bool", call.args, ([value]) => test(value ?? null));
  };
}

// An empty array or bag is not empty in this sense.
const isEmpty = (value: Value) => value === null || value === "";

/** Choices and tests for null. */
export const logicFunctions: FunctionTable = {
  iff: choose,
  iif: choose,
  case: choose,
  coalesce,
  max_of: extreme(1),
  min_of: extreme(-1),
  not: strict(["bool"], "bool", (value) => !value),
  isnull: check((value) => value === null),
  isnotnull: check((value) => value !== null),
  notnull: check((value) => value !== null),
  isempty: check(isEmpty),
  isnotempty: check((value) => !isEmpty(value)),
  notempty: check((value) => !isEmpty(value)),
  isnan: strict(["real"], "bool", (value) => Number.isNaN(value)),
  isinf: strict(["real"], "bool", (value) => Math.abs(value) === Number.POSITIVE_INFINITY),
  isfinite: strict(["real"], "bool", (value) => Number.isFinite(value)),
};
