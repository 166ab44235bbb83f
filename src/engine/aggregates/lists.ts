import type { KqlType } from "../../table/table.ts";
import { dynamicKey, keyFunction } from "../values/compare.ts";
import { type Dynamic, type Value, isArray, isBag, setKey, toDynamic } from "../values/value.ts";
import {
  type AggregateCall,
  type AggregateFunction,
  type AggregateTable,
  conditional,
  eachValue,
  single,
} from "./aggregate.ts";
import { argument, constantArgument } from "./arguments.ts";
import { buildSchema } from "./build-schema.ts";

/** The service's own ceiling of elements. */
const ceiling = 1_048_576;

/** What the old spellings `makelist`, `makeset` and `make_dictionary` stop at unless told otherwise. */
const oldCeiling = 128;
const oldSpelling = /^(?:makelist|makeset|make_dictionary)$/i;

function maxSize(call: AggregateCall): number {
  const size = Number(constantArgument(call, 1, oldSpelling.test(call.name) ? oldCeiling : ceiling));
  return size > 0 ? Math.min(size, ceiling) : ceiling;
}

function emptyLists<T>(count: number): T[][] {
  return Array.from({ length: count }, () => []);
}

/** `make_list(x [, max])`; nulls are left out. */
const makeList: AggregateFunction = (call) => {
  const expression = argument(call, 0);
  const most = maxSize(call);
  return single("dynamic", (input, groups) => {
    const lists = emptyLists<Dynamic>(groups.count);
    eachValue(expression, input, groups, (group, value) => {
      const list = lists[group] ?? [];
      if (list.length < most) list.push(toDynamic(value, expression.type));
    });
    return lists;
  });
};

const makeListWithNulls: AggregateFunction = (call) => {
  const expression = argument(call, 0);
  return single("dynamic", (input, groups) => {
    const lists = emptyLists<Dynamic>(groups.count);
    const evaluate = expression.bind(input);
    for (let row = 0; row < input.rowCount; row++) {
      const group = groups.of[row] ?? -1;
      if (group >= 0) lists[group]?.push(toDynamic(evaluate(row), expression.type));
    }
    return lists;
  });
};

/** `make_set(x [, max])`: distinct values in order of appearance. An array counts as its elements. */
const makeSet: AggregateFunction = (call) => {
  const expression = argument(call, 0);
  const most = maxSize(call);
  return single("dynamic", (input, groups) => {
    const sets = Array.from({ length: groups.count }, () => new Map<Value, Dynamic>());
    const add = adder(expression.type, most);
    eachValue(expression, input, groups, (group, value) => {
      const set = sets[group];
      if (set !== undefined) add(set, value);
    });
    return sets.map((set) => [...set.values()]);
  });
};

function adder(type: KqlType, most: number): (set: Map<Value, Dynamic>, value: Value) => void {
  const key = type === "dynamic" ? (value: Value) => dynamicKey(value as Dynamic) : keyFunction(type);
  const addOne = (set: Map<Value, Dynamic>, value: Value) => {
    if (value === null || set.size >= most) return;
    const k = key(value);
    if (!set.has(k)) set.set(k, toDynamic(value, type));
  };
  if (type !== "dynamic") return addOne;
  return (set, value) => {
    if (isArray(value)) for (const item of value) addOne(set, item);
    else addOne(set, value);
  };
}

/** `make_bag(x [, max])`: all bags in one; of equal keys the first wins, which the service leaves open. */
const makeBag: AggregateFunction = (call) => {
  const expression = argument(call, 0);
  const most = maxSize(call);
  return single("dynamic", (input, groups) => {
    const bags = Array.from({ length: groups.count }, () => new Map<string, Dynamic>());
    eachValue(expression, input, groups, (group, value) => {
      const bag = bags[group];
      if (bag === undefined || !isBag(value)) return;
      for (const [key, item] of Object.entries(value)) if (!bag.has(key) && bag.size < most) bag.set(key, item);
    });
    return bags.map(bagOf);
  });
};

function bagOf(entries: ReadonlyMap<string, Dynamic>): Dynamic {
  const bag: Record<string, Dynamic> = {};
  for (const [key, value] of entries) setKey(bag, key, value);
  return bag;
}

const schemaOf: AggregateFunction = (call) => {
  const expression = argument(call, 0);
  return single("dynamic", (input, groups) => {
    const values = emptyLists<Dynamic>(groups.count);
    eachValue(expression, input, groups, (group, value) => values[group]?.push(toDynamic(value, expression.type)));
    return values.map(buildSchema);
  });
};

/** Aggregates that collect values. */
export const listAggregates: AggregateTable = {
  make_list: makeList,
  makelist: makeList,
  make_list_if: conditional(makeList, 1),
  make_list_with_nulls: makeListWithNulls,
  make_set: makeSet,
  makeset: makeSet,
  make_set_if: conditional(makeSet, 1),
  make_bag: makeBag,
  make_dictionary: makeBag,
  make_bag_if: conditional(makeBag, 1),
  buildschema: schemaOf,
};
