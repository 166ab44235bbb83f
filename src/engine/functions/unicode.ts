import { decodePunycode, encodePunycode } from "./punycode.ts";
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

const dots = /[.\u3002\uFF0E\uFF61]/;

/** Each label of a domain; the full stops of other scripts become points. */
const labels = (domain: string, convert: (label: string) => string | null): string | null => {
  const converted = domain.split(dots).map(convert);
  return converted.includes(null) ? null : converted.join(".");
};

const encodeLabel = (label: string) => (/^\p{ASCII}*$/u.test(label) ? label : `xn--${encodePunycode(label)}`);
const decodeLabel = (label: string) => (label.startsWith("xn--") ? decodePunycode(label.slice(4)) : label);

/** Code points of texts. The service's names for domains run against those for texts: `domain_from` decodes. */
export const unicodeFunctions: FunctionTable = {
  make_string: fromCodePoints,
  unicode_codepoints_to_string: fromCodePoints,
  unicode_codepoints_from_string: toCodePoints,
  to_utf8: toCodePoints,
  punycode_from_string: strict(["string"], "string", encodePunycode),
  punycode_to_string: strict(["string"], "string", decodePunycode),
  punycode_domain_from_string: strict(["string"], "string", (domain) => labels(domain, decodeLabel)),
  punycode_domain_to_string: strict(["string"], "string", (domain) => labels(domain, encodeLabel)),
};
