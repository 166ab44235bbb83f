import { LocalQueryError } from "../errors.ts";
import { type Expression, constantValue, convertExpression, foldConstant } from "../expression.ts";
import { comparisonOf } from "../values/compare.ts";
import { type Dynamic, isArray } from "../values/value.ts";
import { type FunctionTable, type ScalarFunction } from "./scalar-function.ts";

const compare = comparisonOf("dynamic");

/**
 * `array_sort_asc(array1, …, arrayN [, nulls_last])`: sorts by the first array and moves the others along. One array gives the sorted array;
 * more give an array of arrays. An array of another length than the first becomes null.
 */
function sorting(sign: 1 | -1): ScalarFunction {
  return (call) => {
    const arrays = call.args.filter((arg) => arg.type === "dynamic");
    const flag = call.args.find((arg) => arg.type === "bool");
    if (arrays.length === 0) throw new LocalQueryError(`${call.name}() takes arrays.`, { nextStep: "Pass an array." });
    const nullsLast = flag === undefined || constantValue(flag) === true;
    return sorted(arrays, sign, nullsLast);
  };
}

function sorted(arrays: readonly Expression[], sign: 1 | -1, nullsLast: boolean): Expression {
  return foldConstant({
    type: "dynamic",
    constant: arrays.every((array) => array.constant),
    bind(input) {
      const sources = arrays.map((array) => (convertExpression(array, "dynamic") ?? array).bind(input));
      return (row) => {
        const [first = null, ...others] = sources.map((source) => source(row) as Dynamic);
        if (!isArray(first)) return null;
        const order = orderOf(first, sign, nullsLast);
        const moved = [first, ...others].map((array) =>
          isArray(array) && array.length === first.length ? order.map((i) => array[i] ?? null) : null,
        );
        return moved.length === 1 ? (moved[0] ?? null) : moved;
      };
    },
  });
}

function orderOf(array: readonly Dynamic[], sign: 1 | -1, nullsLast: boolean): readonly number[] {
  const nullPlace = nullsLast ? 1 : -1;
  return array
    .map((_, i) => i)
    .toSorted((i, j) => {
      const [a, b] = [array[i] ?? null, array[j] ?? null];
      if (a === null || b === null) return a === b ? 0 : a === null ? nullPlace : -nullPlace;
      return sign * compare(a, b);
    });
}

/** Sorting of dynamic arrays. */
export const arraySortFunctions: FunctionTable = { array_sort_asc: sorting(1), array_sort_desc: sorting(-1) };
