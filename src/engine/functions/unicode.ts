import { domainToASCII, domainToUnicode } from "node:url";
import { characters } from "./code-points.ts";
import { type Dynamic, isArray } from "../values/value.ts";
import { type FunctionTable, type ScalarFunction, strict, variadic } from "./scalar-function.ts";

/** `make_string(72, 105)`, with arrays of code points among the arguments; not valid code points give null. */
const fromCodePoints: ScalarFunction = variadic("dynamic", "string", (values) => {
  const points = values.flatMap((value: Dynamic) => (isArray(value) ? value : [value])).map(Number);
  if (!points.every((point) => Number.isInteger(point) && point >= 0 && point <= 0x10_ff_ff)) return null;
  return String.fromCodePoint(...points);
});

const toCodePoints: ScalarFunction = strict(["string"], "dynamic", (text) =>
  characters(text).map((char) => char.codePointAt(0) ?? 0),
);

/** Code points of texts. */
export const unicodeFunctions: FunctionTable = {
  make_string: fromCodePoints,
  unicode_codepoints_to_string: fromCodePoints,
  unicode_codepoints_from_string: toCodePoints,
  to_utf8: toCodePoints,
  punycode_domain_from_string: strict(["string"], "string", domainToASCII),
  punycode_domain_to_string: strict(["string"], "string", domainToUnicode),
};
