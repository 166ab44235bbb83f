import { type Expression, convertExpression, literalExpression } from "../expression.ts";
import { LocalQueryError } from "../errors.ts";
import { type Long, addLong, floorLong, moduloLong, subtractLong } from "../values/long.ts";
import type { Value } from "../values/value.ts";
import { type FunctionTable, type ScalarCall, type ScalarFunction, checkArity, lift } from "./scalar-function.ts";

/** `bin(value, size)`: the largest multiple of `size` that is not above the value. Datetimes count from 0001-01-01. */
const bin: ScalarFunction = (call) => {
  checkArity(call, 1, 2);
  const [value, size = literalExpression("long", 1)] = call.args;
  return binning(call, value, size, undefined);
};

/** `bin_at(value, size, at)`: multiples counted from `at`. */
const binAt: ScalarFunction = (call) => {
  checkArity(call, 3, 3);
  const [value, size, at] = call.args;
  return binning(call, value, size, at);
};

function binning(
  call: ScalarCall,
  value: Expression | undefined,
  size: Expression | undefined,
  at: Expression | undefined,
): Expression {
  if (value === undefined || size === undefined)
    throw new LocalQueryError(`${call.name}() lacks arguments.`, { nextStep: "Add them." });
  const anchored = at === undefined ? [] : [at];
  if (isReal(value, size)) {
    const args = [value, size, ...anchored].map((arg) => convertExpression(arg, "real") ?? arg);
    return lift("real", args, (v, s, a) => binReal(v as number, s as number, (a ?? 0) as number));
  }
  const { type } = value;
  return lift(type, [value, size, ...anchored], integerBins(type === "datetime" ? datetimeZero : 0));
}

/** 0001-01-01 in the engine's ticks. */
const datetimeZero = -633_979_008_000_000_000n;

/** Bins of whole numbers. The anchor is reduced once a size, so that rows need no bigint. */
function integerBins(zero: Long): (...values: Value[]) => Value {
  let known: { readonly size: Value; readonly at: Long; readonly anchor: Long } | undefined;
  return (value, size, at) => {
    const origin = (at ?? zero) as Long;
    if ((size as Long) <= 0) return null;
    if (known?.size !== size || known.at !== origin) {
      known = { size: size ?? 0, at: origin, anchor: moduloLong(origin, size as Long) ?? 0 };
    }
    const floored = floorLong(subtractLong(value as Long, known.anchor), size as Long);
    return floored === null ? null : addLong(floored, known.anchor);
  };
}

function isReal(value: Expression, size: Expression): boolean {
  if (value.type === "timespan" || value.type === "datetime") return false;
  return [value.type, size.type].some((type) => type === "real" || type === "decimal" || type === "dynamic");
}

function binReal(value: number, size: number, at: number): number | null {
  return size > 0 ? Math.floor((value - at) / size) * size + at : null;
}

/** `bin_auto(value)`: the size and the anchor come from `set query_bin_auto_size` and `set query_bin_auto_at`. */
const binAuto: ScalarFunction = (call) => {
  checkArity(call, 1, 1);
  const { settings } = call.query;
  const [value] = call.args;
  const size = settings.get("query_bin_auto_size");
  const at = settings.get("query_bin_auto_at");
  if (size === undefined || value === undefined) {
    throw new LocalQueryError("bin_auto() needs a bin size.", {
      nextStep: "Write set query_bin_auto_size=1h; or use bin().",
    });
  }
  const sizeType = value.type === "datetime" ? "timespan" : value.type;
  return binning(
    call,
    value,
    literalExpression(sizeType, size),
    at === undefined ? undefined : literalExpression(value.type, at),
  );
};

/** Rounding down to multiples. */
export const binFunctions: FunctionTable = { bin, floor: bin, bin_at: binAt, bin_auto: binAuto };
