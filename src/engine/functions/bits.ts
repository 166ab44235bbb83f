import { longOf } from "../values/long.ts";
import type { Long } from "../values/long.ts";
import { type FunctionTable, type ScalarFunction, strict } from "./scalar-function.ts";

const bits2 = (operation: (a: bigint, b: bigint) => bigint): ScalarFunction =>
  strict(["long", "long"], "long", (a, b) => longOf(operation(BigInt(a), BigInt(b))));

/** The service shifts by the count modulo 64. */
const shiftCount = (count: bigint) => BigInt.asUintN(6, count);

function ones(value: Long): number {
  return BigInt.asUintN(64, BigInt(value)).toString(2).replaceAll("0", "").length;
}

/** Bitwise operations over 64-bit integers. */
export const bitFunctions: FunctionTable = {
  binary_and: bits2((a, b) => a & b),
  binary_or: bits2((a, b) => a | b),
  binary_xor: bits2((a, b) => a ^ b),
  binary_not: strict(["long"], "long", (a) => longOf(~BigInt(a))),
  binary_shift_left: bits2((a, b) => a << shiftCount(b)),
  binary_shift_right: bits2((a, b) => a >> shiftCount(b)),
  bitset_count_ones: strict(["long"], "long", ones),
};
