import type { KqlType } from "../../table/table.ts";
import { type Decimal } from "../values/decimal.ts";
import { type Long, negateLong } from "../values/long.ts";
import type { Value } from "../values/value.ts";
import { type FunctionTable, type ScalarFunction, checkArity, lift, strict } from "./scalar-function.ts";

const real = (implementation: (x: number) => number): ScalarFunction => strict(["real"], "real", implementation);
const real2 = (implementation: (x: number, y: number) => number): ScalarFunction =>
  strict(["real", "real"], "real", implementation);

/** A function that keeps the type of its argument. */
function keepType(
  forReal: (x: number) => number,
  forLong: (x: Long) => Long,
  forDecimal: (x: Decimal) => Decimal,
): ScalarFunction {
  return (call) => {
    checkArity(call, 1, 1);
    const type: KqlType = call.args[0]?.type ?? "real";
    if (type === "decimal") return lift(type, call.args, (x) => forDecimal(x as Decimal));
    if (type === "int" || type === "long" || type === "timespan")
      return lift(type, call.args, (x: Value) => forLong(x as Long));
    return strict(["real"], "real", forReal)(call);
  };
}

/** Half away from zero, to a number of digits that may be negative. */
function round(value: number, digits = 0): number {
  const scaled = Number(`${String(Math.abs(value))}e${String(digits)}`);
  if (!Number.isFinite(scaled)) return value;
  return Math.sign(value) * Number(`${String(Math.round(scaled))}e${String(-digits)}`);
}

function log(base: number): (x: number) => number {
  if (base === 10) return Math.log10;
  return base === 2 ? Math.log2 : (x) => Math.log(x);
}

/** Mathematics. */
export const mathFunctions: FunctionTable = {
  abs: keepType(
    Math.abs,
    (x) => (x < 0 ? negateLong(x) : x),
    (x) => x.abs(),
  ),
  sign: strict(["real"], "real", (x) => Math.sign(x) + 0),
  ceiling: keepType(
    (x) => Math.ceil(x) + 0,
    (x) => x,
    (x) => x.ceil(),
  ),
  round: strict(["real", "int"], "real", round, { optional: 1 }),
  sqrt: real((x) => Math.sqrt(x)),
  pow: real2((x, y) => x ** y),
  exp: real(Math.exp),
  exp2: real((x) => 2 ** x),
  exp10: real((x) => 10 ** x),
  log: real(log(Math.E)),
  log2: real(log(2)),
  log10: real(log(10)),
  pi: strict([], "real", () => Math.PI),
  sin: real(Math.sin),
  cos: real(Math.cos),
  tan: real(Math.tan),
  cot: real((x) => 1 / Math.tan(x)),
  asin: real(Math.asin),
  acos: real(Math.acos),
  atan: real(Math.atan),
  atan2: real2(Math.atan2),
  degrees: real((x) => (x * 180) / Math.PI),
  radians: real((x) => (x * Math.PI) / 180),
  rand: (call) =>
    strict(
      ["long"],
      "real",
      (limit) => (limit === undefined ? call.query.random() : Math.floor(call.query.random() * Number(limit))),
      { optional: 1, volatile: true },
    )(call),
  new_guid: (call) => strict([], "guid", call.query.newGuid, { volatile: true })(call),
};
