import { dynamicKey } from "../values/compare.ts";
import { type Dynamic, type Value, isArray, toDynamic } from "../values/value.ts";
import {
  type FunctionTable,
  type ScalarFunction,
  checkArity,
  convertArgument,
  lenient,
  strict,
  variadic,
} from "./scalar-function.ts";
import { literalExpression } from "../expression.ts";

/** Elements in the order of first appearance, without repeats. */
function unique(items: readonly Dynamic[]): readonly Dynamic[] {
  const seen = new Map<Value, Dynamic>();
  for (const item of items) {
    const key = dynamicKey(item);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

const keysOf = (items: readonly Dynamic[]) => new Set(items.map(dynamicKey));

/** A function of arrays; null when an argument is not one. */
function ofArrays(combine: (arrays: readonly (readonly Dynamic[])[]) => Dynamic): ScalarFunction {
  return variadic("dynamic", "dynamic", (values) => {
    const arrays = values.filter(isArray);
    return arrays.length === values.length ? combine(arrays) : null;
  });
}

const union = ofArrays((arrays) => unique(arrays.flat()));

const intersect = ofArrays(([first = [], ...others]) => {
  const sets = others.map(keysOf);
  return unique(first).filter((item) => sets.every((set) => set.has(dynamicKey(item))));
});

const difference = ofArrays(([first = [], ...others]) => {
  const taken = keysOf(others.flat());
  return unique(first).filter((item) => !taken.has(dynamicKey(item)));
});

function jaccard(a: Dynamic, b: Dynamic): number | null {
  if (!isArray(a) || !isArray(b)) return null;
  const [x, y] = [keysOf(a), keysOf(b)];
  const shared = [...x].filter((key) => y.has(key)).length;
  return shared / (x.size + y.size - shared);
}

const hasElement: ScalarFunction = (call) => {
  checkArity(call, 2, 2);
  const [array, value] = call.args;
  if (array === undefined || value === undefined) return literalExpression("bool", null);
  return lenient("bool", [convertArgument(call, array, "dynamic"), value], ([items = null, wanted = null]) => {
    if (!isArray(items)) return null;
    const key = dynamicKey(toDynamic(wanted, value.type));
    return items.some((item) => dynamicKey(item) === key);
  });
};

const equal = (a: Dynamic, b: Dynamic) => {
  if (!isArray(a) || !isArray(b)) return null;
  const [x, y] = [keysOf(a), keysOf(b)];
  return x.size === y.size && [...x].every((key) => y.has(key));
};

/** Arrays as sets. */
export const setFunctions: FunctionTable = {
  set_union: union,
  set_intersect: intersect,
  set_difference: difference,
  set_has_element: hasElement,
  set_equals: strict(["dynamic", "dynamic"], "bool", equal),
  jaccard_index: strict(["dynamic", "dynamic"], "real", jaccard),
};
