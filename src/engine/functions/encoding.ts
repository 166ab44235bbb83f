import { gunzipSync, inflateSync } from "node:zlib";
import { parseGuid } from "../values/guid.ts";
import { type Dynamic, isArray } from "../values/value.ts";
import { type FunctionTable, type ScalarFunction, strict } from "./scalar-function.ts";

const base64Form = /^[A-Za-z0-9+/]*={0,2}$/;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes of a base64 text; null when it is none. */
function decodeBase64(text: string): Buffer | null {
  const compact = text.replaceAll(/\s/g, "");
  return base64Form.test(compact) && compact.length % 4 === 0 ? Buffer.from(compact, "base64") : null;
}

/** Bytes as text; null when they are not UTF-8. */
function decodeUtf8(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function bytesOf(array: Dynamic): Buffer | null {
  if (!isArray(array)) return null;
  const numbers = array.map(Number);
  return numbers.every((n) => Number.isInteger(n) && n >= 0 && n <= 255) ? Buffer.from(numbers) : null;
}

/** .NET keeps the first three fields of a guid in little-endian order. */
function swapGuid(bytes: Buffer): Buffer {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map((index) => bytes[index] ?? 0));
}

function guidFromBase64(text: string): string | null {
  const bytes = decodeBase64(text);
  return bytes?.length === 16 ? parseGuid(swapGuid(bytes).toString("hex")) : null;
}

const guidToBase64 = (guid: string) => swapGuid(Buffer.from(guid.replaceAll("-", ""), "hex")).toString("base64");

/** Decompression that refuses to grow beyond the budget: a small text can hold gigabytes. */
function unpacker(unpack: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer): ScalarFunction {
  return (call) =>
    strict(["string"], "string", (text) => {
      const bytes = decodeBase64(text);
      if (bytes === null) return null;
      try {
        return decodeUtf8(unpack(bytes, { maxOutputLength: call.query.budget.limits.maxValueSize }));
      } catch (error) {
        const tooLarge = error instanceof RangeError;
        if (tooLarge) call.query.budget.size(Number.POSITIVE_INFINITY);
        return null;
      }
    })(call);
}

const encode: ScalarFunction = strict(["string"], "string", (text) => Buffer.from(text).toString("base64"));
const decode: ScalarFunction = strict(["string"], "string", (text) => decodeUtf8(decodeBase64(text)));

/** Base64 and decompression. Compressing is left out: the service packs differently, and its text would not be ours. */
export const encodingFunctions: FunctionTable = {
  base64_encode_tostring: encode,
  base64_encodestring: encode,
  base64_decode_tostring: decode,
  base64_decodestring: decode,
  base64_decode_toarray: strict(["string"], "dynamic", (text) => {
    const bytes = decodeBase64(text);
    return bytes === null ? null : [...bytes];
  }),
  base64_encode_fromarray: strict(["dynamic"], "string", (array) => bytesOf(array)?.toString("base64") ?? null),
  base64_encode_fromguid: strict(["guid"], "string", guidToBase64),
  base64_decode_toguid: strict(["string"], "guid", guidFromBase64),
  zlib_decompress_from_base64_string: unpacker(inflateSync),
  gzip_decompress_from_base64_string: unpacker(gunzipSync),
};
