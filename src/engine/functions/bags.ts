import { LocalQueryError } from "../errors.ts";
import { literalExpression } from "../expression.ts";
import { dynamicText } from "../values/convert.ts";
import { type Bag, type Dynamic, type Value, isArray, isBag, keyOf, setKey, toDynamic } from "../values/value.ts";
import {
  type FunctionTable,
  type ScalarCall,
  type ScalarFunction,
  checkArity,
  lenient,
  strict,
  variadic,
} from "./scalar-function.ts";

/** `bag_pack(key1, value1, …)`. */
const bagPack: ScalarFunction = (call) => {
  if (call.args.length % 2 !== 0) {
    throw new LocalQueryError(`${call.name}() takes pairs of a key and a value.`, {
      nextStep: "Correct the arguments.",
    });
  }
  const types = call.args.map((arg) => arg.type);
  return lenient("dynamic", call.args, (values) => {
    const bag: Record<string, Dynamic> = {};
    for (let i = 0; i < values.length; i += 2) {
      const key = dynamicText(toDynamic(values[i] ?? null, types[i] ?? "string"));
      setKey(bag, key, toDynamic(values[i + 1] ?? null, types[i + 1] ?? "dynamic"));
    }
    return bag;
  });
};

/** `bag_pack_columns(a, b)`: the columns under their own names. */
const packColumns: ScalarFunction = (call) => packNamed(call, call.names, false);

function packNamed(call: ScalarCall, names: readonly string[], skipEmpty: boolean) {
  const types = call.args.map((arg) => arg.type);
  return lenient("dynamic", call.args, (values) => {
    const bag: Record<string, Dynamic> = {};
    for (const [i, value] of values.entries()) {
      if (skipEmpty && (value === null || value === "")) continue;
      setKey(bag, names[i] ?? "", toDynamic(value, types[i] ?? "dynamic"));
    }
    return bag;
  });
}

/** `bag_merge`: of equal keys the first wins. Null when no argument is a bag. */
function merge(bags: readonly Value[]): Dynamic {
  const known = bags.filter(isBag);
  if (known.length === 0) return null;
  const merged: Record<string, Dynamic> = {};
  for (const bag of known) {
    for (const [key, value] of Object.entries(bag)) if (!Object.hasOwn(merged, key)) setKey(merged, key, value);
  }
  return merged;
}

/** Removes keys, or paths inside the bag (`$.a.b`). */
function removeKeys(bag: Dynamic, keys: Dynamic): Dynamic {
  if (!isBag(bag)) return null;
  const paths = (isArray(keys) ? keys : []).map((key) => pathOf(dynamicText(key)));
  return paths.reduce<Bag>((current, path) => removePath(current, path), bag);
}

function pathOf(key: string): readonly string[] {
  if (!key.startsWith("$")) return [key];
  return [...key.slice(1).matchAll(/\.([^.[]+)|\[['"]([^\]]*)['"]\]/g)].map((match) => match[1] ?? match[2] ?? "");
}

function removePath(bag: Bag, [first, ...rest]: readonly string[]): Bag {
  const copy: Record<string, Dynamic> = {};
  for (const [key, value] of Object.entries(bag)) {
    if (key !== first) setKey(copy, key, value);
    else if (rest.length > 0) setKey(copy, key, isBag(value) ? removePath(value, rest) : value);
  }
  return copy;
}

function hasKey(bag: Dynamic, key: string): boolean {
  if (!isBag(bag)) return false;
  const path = pathOf(key);
  const holder = path.slice(0, -1).reduce<Dynamic>((inner, part) => (isBag(inner) ? keyOf(inner, part) : null), bag);
  return isBag(holder) && Object.hasOwn(holder, path.at(-1) ?? "");
}

const setBagKey: ScalarFunction = (call) => {
  checkArity(call, 3, 3);
  const type = call.args[2]?.type ?? "dynamic";
  return lenient("dynamic", call.args, ([bag = null, key = null, value = null]) => {
    return isBag(bag) ? withPath(bag, pathOf(dynamicText(key as Dynamic)), toDynamic(value, type)) : null;
  });
};

function withPath(bag: Bag, [first = "", ...rest]: readonly string[], value: Dynamic): Bag {
  const copy: Record<string, Dynamic> = { ...bag };
  const inner = keyOf(bag, first);
  setKey(copy, first, rest.length === 0 ? value : withPath(isBag(inner) ? inner : {}, rest, value));
  return copy;
}

function zip(keys: Dynamic, values: Dynamic): Dynamic {
  if (!isArray(keys)) return null;
  const bag: Record<string, Dynamic> = {};
  for (const [i, key] of keys.entries()) {
    if (typeof key === "string") setKey(bag, key, isArray(values) ? (values[i] ?? null) : null);
  }
  return bag;
}

/** The keys of the first level; null when the value is no bag. */
const keysOf = (value: Dynamic) => (isBag(value) ? Object.keys(value) : null);

/** Functions of property bags. */
export const bagFunctions: FunctionTable = {
  bag_pack: bagPack,
  pack: bagPack,
  pack_dictionary: bagPack,
  bag_pack_columns: packColumns,
  bag_keys: strict(["dynamic"], "dynamic", keysOf),
  bag_merge: (call) => {
    const types = call.args.map((arg) => arg.type);
    return lenient("dynamic", call.args, (values) =>
      merge(values.map((value, i) => toDynamic(value, types[i] ?? "dynamic"))),
    );
  },
  bag_remove_keys: strict(["dynamic", "dynamic"], "dynamic", removeKeys),
  bag_has_key: strict(["dynamic", "string"], "bool", hasKey),
  bag_set_key: setBagKey,
  bag_zip: strict(["dynamic", "dynamic"], "dynamic", zip),
  column_names_of: (call) => call.args[0] ?? literalExpression("dynamic", null),
  treepath: variadic("dynamic", "dynamic", ([value]) => treePaths(value ?? null, "")),
};

/** The paths of everything inside, `["['a']", "['a'][0]", …]`; the elements of an array share `[0]`. */
function treePaths(value: Dynamic, prefix: string): readonly string[] {
  const children: readonly (readonly [string, Dynamic])[] = isArray(value)
    ? value.map((item) => ["[0]", item] as const)
    : isBag(value)
      ? Object.entries(value).map(([key, item]) => [`['${key}']`, item] as const)
      : [];
  const paths = children.flatMap(([step, item]) => [`${prefix}${step}`, ...treePaths(item, `${prefix}${step}`)]);
  return [...new Set(paths)];
}

export { packNamed };
