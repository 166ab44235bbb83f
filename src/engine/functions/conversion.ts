import type { KqlType } from "../../table/table.ts";
import { parseDynamic } from "../values/convert.ts";
import { printSortedJson } from "../values/json.ts";
import type { Long } from "../values/long.ts";
import { type Dynamic, type Value, toDynamic, typeOfDynamic } from "../values/value.ts";
import {
  type FunctionTable,
  type ScalarFunction,
  checkArity,
  convertArgument,
  lenient,
  lift,
  strict,
} from "./scalar-function.ts";

function convertTo(type: KqlType): ScalarFunction {
  return (call) => {
    checkArity(call, 1, 1);
    const [arg] = call.args;
    return arg === undefined ? lenient(type, [], () => null) : convertArgument(call, arg, type);
  };
}

/** `parse_json`: text is parsed, any other scalar becomes the dynamic value it is. */
const parseJsonFunction: ScalarFunction = (call) => {
  checkArity(call, 1, 1);
  const [arg] = call.args;
  if (arg === undefined) return lenient("dynamic", [], () => null);
  if (arg.type === "string") return lift("dynamic", [arg], (text) => parseDynamic(text as string));
  if (arg.type !== "dynamic") return convertArgument(call, arg, "dynamic");
  // A dynamic string may hold JSON text that nobody has parsed yet.
  return lift("dynamic", [arg], (value) => (typeof value === "string" ? parseDynamic(value) : value));
};

const getType: ScalarFunction = (call) => {
  checkArity(call, 1, 1);
  const type = call.args[0]?.type ?? "dynamic";
  if (type !== "dynamic") return lenient("string", [], () => type);
  return lenient("string", call.args, ([value]: readonly Value[]) => typeOfDynamic((value ?? null) as Dynamic));
};

function hex(value: Long, minimum = 0): string {
  return BigInt.asUintN(64, BigInt(value)).toString(16).padStart(Math.min(minimum, 16), "0");
}

const toHex: ScalarFunction = (call) => {
  const bits = call.args[0]?.type === "int" ? 32 : 64;
  return strict(
    ["long", "int"],
    "string",
    (value, minimum) => hex(bits === 32 ? Number(BigInt.asUintN(32, BigInt(value))) : value, minimum),
    { optional: 1 },
  )(call);
};

/** Conversions between types. */
export const conversionFunctions: FunctionTable = {
  tostring: convertTo("string"),
  toint: convertTo("int"),
  tolong: convertTo("long"),
  toreal: convertTo("real"),
  todouble: convertTo("real"),
  todecimal: convertTo("decimal"),
  tobool: convertTo("bool"),
  toboolean: convertTo("bool"),
  todatetime: convertTo("datetime"),
  totimespan: convertTo("timespan"),
  totime: convertTo("timespan"),
  toguid: convertTo("guid"),
  todynamic: parseJsonFunction,
  toobject: parseJsonFunction,
  parse_json: parseJsonFunction,
  parsejson: parseJsonFunction,
  gettype: getType,
  tohex: toHex,
  dynamic_to_json: (call) => {
    checkArity(call, 1, 1);
    const [arg] = call.args;
    if (arg === undefined) return lenient("string", [], () => "");
    return lift("string", [arg], (value) => printSortedJson(toDynamic(value, arg.type)));
  },
};
