import { literalExpression } from "../expression.ts";
import { dynamicKey } from "../values/compare.ts";
import { type Dynamic, Typed, type Value, isArray, toDynamic } from "../values/value.ts";
import {
  type FunctionTable,
  type ScalarFunction,
  checkArity,
  convertArgument,
  lenient,
  strict,
  variadic,
} from "./scalar-function.ts";
import { repeated } from "../values/repeated.ts";

const packArray: ScalarFunction = (call) => {
  const types = call.args.map((arg) => arg.type);
  return lenient("dynamic", call.args, (values) => values.map((value, i) => toDynamic(value, types[i] ?? "dynamic")));
};

/** Null when any argument is not an array. */
const concat = variadic("dynamic", "dynamic", (arrays) => (arrays.every(isArray) ? arrays.flat() : null));

/** An index of `array_slice` and `array_split`: negative ones count from the end. */
function position(index: number, length: number): number {
  return Math.min(length, index < 0 ? Math.max(0, length + index) : index);
}

function slice(array: Dynamic, start: number, end: number): Dynamic {
  if (!isArray(array)) return null;
  const last = end < 0 ? array.length + end : end;
  return array.slice(position(start, array.length), Math.max(0, last + 1));
}

function splitAt(array: Dynamic, indices: Dynamic): Dynamic {
  if (!isArray(array)) return null;
  const points = (isArray(indices) ? indices : [indices]).map((index) => position(Number(index), array.length));
  const borders = [0, ...points, array.length];
  return borders.slice(1).map((end, i) => array.slice(borders[i] ?? 0, Math.max(borders[i] ?? 0, end)));
}

function rotate(array: Dynamic, left: number): Dynamic {
  if (!isArray(array) || array.length === 0) return isArray(array) ? array : null;
  const by = ((left % array.length) + array.length) % array.length;
  return [...array.slice(by), ...array.slice(0, by)];
}

/** Shifts to the left; the places that fall free are filled. */
function shift(array: Dynamic, left: number, fill: Dynamic): Dynamic {
  if (!isArray(array)) return null;
  return array.map((_, i) => (i + left in array ? (array[i + left] ?? null) : fill));
}

function shifting(sign: 1 | -1): ScalarFunction {
  return (call) => {
    checkArity(call, 2, 3);
    const [array, count, fill = literalExpression("dynamic", null)] = call.args;
    if (array === undefined || count === undefined) return literalExpression("dynamic", null);
    const type = fill.type;
    const args = [convertArgument(call, array, "dynamic"), convertArgument(call, count, "int"), fill];
    return lenient("dynamic", args, ([items = null, by = null, filler = null]) =>
      by === null ? null : shift(items as Dynamic, sign * Number(by), toDynamic(filler, type)),
    );
  };
}

/** `array_index_of(array, value [, start [, length [, occurrence]]])`; -1 when it is not there. */
const indexOfElement: ScalarFunction = (call) => {
  checkArity(call, 2, 5);
  const [array, value, ...rest] = call.args;
  if (array === undefined || value === undefined) return literalExpression("long", null);
  const args = [
    convertArgument(call, array, "dynamic"),
    value,
    ...rest.map((arg) => convertArgument(call, arg, "int")),
  ];
  return lenient("long", args, ([items = null, wanted = null, start = 0, length = -1, occurrence = 1]) => {
    if (!isArray(items)) return null;
    const key = dynamicKey(toDynamic(wanted, value.type));
    const from = position(Number(start), items.length);
    const end = Number(length) < 0 ? items.length : from + Number(length);
    const hits = items.flatMap((item, i) => (i >= from && i < end && dynamicKey(item) === key ? [i] : []));
    return hits[Number(occurrence) - 1] ?? -1;
  });
};

/** `array_iff(conditions, then, else)`; scalars stand for every element. */
const choose: ScalarFunction = (call) => {
  checkArity(call, 3, 3);
  const types = call.args.map((arg) => arg.type);
  return lenient("dynamic", call.args, (values) => {
    const [conditions = null, yes = null, no = null] = values.map((value, i) =>
      toDynamic(value, types[i] ?? "dynamic"),
    );
    if (!isArray(conditions)) return null;
    return conditions.map((condition, i) => {
      const truth = truthOf(condition);
      return truth === null ? null : elementOrSelf(truth ? yes : no, i);
    });
  });
};

function elementOrSelf(value: Dynamic, index: number): Dynamic {
  return isArray(value) ? (value[index] ?? null) : value;
}

function truthOf(value: Dynamic): boolean | null {
  if (typeof value === "boolean") return value;
  return typeof value === "number" ? value !== 0 : null;
}

/** The sum of an array of numbers; null when an element is none. Whole numbers stay whole. */
function sum(array: Dynamic): Value {
  if (!isArray(array)) return null;
  const numbers = array.map((item) => (item instanceof Typed ? item.value : item));
  if (!numbers.every((n) => typeof n === "number" || typeof n === "bigint")) return null;
  return numbers.reduce((a: number, b) => a + Number(b), 0);
}

function zip(arrays: readonly Dynamic[]): Dynamic {
  const lists = arrays.map((array) => (isArray(array) ? array : []));
  const length = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => lists.map((list) => list[i] ?? null));
}

const repeat: ScalarFunction = (call) => {
  checkArity(call, 2, 2);
  const [value, count] = call.args;
  if (value === undefined || count === undefined) return literalExpression("dynamic", null);
  return lenient("dynamic", [value, convertArgument(call, count, "int")], ([item = null, times = null]) => {
    if (times === null || Number(times) < 0) return null;
    call.query.budget.size(Number(times));
    return repeated<Dynamic>(toDynamic(item, value.type), Number(times));
  });
};

const length = (value: Dynamic) => (isArray(value) ? value.length : null);

/** Functions of dynamic arrays. */
export const arrayFunctions: FunctionTable = {
  pack_array: packArray,
  array_concat: concat,
  array_length: strict(["dynamic"], "long", length),
  arraylength: strict(["dynamic"], "long", length),
  array_reverse: strict(["dynamic"], "dynamic", (array) => (isArray(array) ? array.toReversed() : null)),
  array_rotate_left: strict(["dynamic", "int"], "dynamic", (array, by) => rotate(array, by)),
  array_rotate_right: strict(["dynamic", "int"], "dynamic", (array, by) => rotate(array, -by)),
  array_shift_left: shifting(1),
  array_shift_right: shifting(-1),
  array_slice: strict(["dynamic", "int", "int"], "dynamic", slice),
  array_split: strict(["dynamic", "dynamic"], "dynamic", splitAt),
  array_index_of: indexOfElement,
  array_iff: choose,
  array_iif: choose,
  array_sum: strict(["dynamic"], "real", (array) => sum(array) as number | null),
  zip: variadic("dynamic", "dynamic", zip),
  repeat,
};
