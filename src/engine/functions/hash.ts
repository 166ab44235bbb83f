import { createHash } from "node:crypto";
import type { KqlType } from "../../table/table.ts";
import { unsupported } from "../errors.ts";
import { type Expression, convertExpression } from "../expression.ts";
import { type Long, longOf, moduloLong } from "../values/long.ts";
import { type FunctionTable, type ScalarFunction, checkArity, lift } from "./scalar-function.ts";
import { toDotNetTicks } from "../values/ticks.ts";
import type { Value } from "../values/value.ts";
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

/** What is hashed: a text in UTF-8, a datetime as the eight bytes of its ticks since 0001-01-01. */
function bytesOf(value: Value, type: KqlType): Buffer {
  if (type !== "datetime") return Buffer.from(value as string);
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(toDotNetTicks(value as Long)));
  return bytes;
}

/** `hash(value [, modulo])`: xxHash64. The reference shows texts and datetimes; how other types are laid out is not published. */
const hash: ScalarFunction = (call) => {
  checkArity(call, 1, 2);
  const [value, ...modulo] = call.args;
  const type = value?.type ?? "string";
  if (value === undefined || !["string", "guid", "datetime", "dynamic"].includes(type)) {
    throw unsupported(`${call.name}() of a ${type}`, `Hash its text: ${call.name}(tostring(x)).`);
  }
  const source = type === "datetime" ? value : text(value);
  return lift("long", [source, ...modulo], (input, divisor) => {
    const hashed = longOf(BigInt.asIntN(64, xxhash64(bytesOf(input ?? "", source.type))));
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
