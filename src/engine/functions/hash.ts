import { createHash } from "node:crypto";
import { type Expression, convertExpression } from "../expression.ts";
import { type Long, longOf, moduloLong } from "../values/long.ts";
import { type FunctionTable, type ScalarFunction, checkArity, lift } from "./scalar-function.ts";
import { xxhash64 } from "./xxhash64.ts";

/** Scalars are hashed by their text. */
function text(arg: Expression): Expression {
  return convertExpression(arg, "string") ?? arg;
}

const digest =
  (algorithm: string): ScalarFunction =>
  (call) => {
    checkArity(call, 1, 1);
    return lift("string", call.args.map(text), (value) =>
      createHash(algorithm)
        .update(value as string)
        .digest("hex"),
    );
  };

const hashOf = (value: string): Long => longOf(BigInt.asIntN(64, xxhash64(Buffer.from(value))));

/** `hash(value [, modulo])`: xxHash64 of the value's text. */
const hash: ScalarFunction = (call) => {
  checkArity(call, 1, 2);
  const [value, modulo] = call.args;
  const args = [...(value === undefined ? [] : [text(value)]), ...(modulo === undefined ? [] : [modulo])];
  return lift("long", args, (input, divisor) => {
    const hashed = hashOf(input as string);
    return divisor === undefined ? hashed : moduloLong(hashed, divisor as Long);
  });
};

/** Hashes. `hash_combine` and `hash_many` are left out: how the service mixes hashes is not published. */
export const hashFunctions: FunctionTable = {
  hash_md5: digest("md5"),
  hash_sha1: digest("sha1"),
  hash_sha256: digest("sha256"),
  hash,
  hash_xxhash64: hash,
};
