import { unsupported } from "../errors.ts";
import { escapeRegex } from "../values/regex.ts";
import { type Dynamic, type Value, isArray } from "../values/value.ts";
import { dynamicText } from "../values/convert.ts";
import { characterCount, characters, reverseCharacters, sliceCharacters } from "./code-points.ts";
import {
  type FunctionTable,
  type ScalarFunction,
  checkArity,
  convertArgument,
  lift,
  strict,
  variadic,
} from "./scalar-function.ts";
import { repeated } from "../values/repeated.ts";

const strcat: ScalarFunction = (call) =>
  variadic("string", "string", (texts) => call.query.budget.text(texts.join("")))(call);

const strcatDelim: ScalarFunction = (call) =>
  variadic("string", "string", ([delimiter = "", ...texts]) => call.query.budget.text(texts.join(delimiter)))(call);

const strcatArray: ScalarFunction = (call) =>
  strict(["dynamic", "string"], "string", (array, delimiter) =>
    call.query.budget.text(isArray(array) ? array.map(dynamicText).join(delimiter) : ""),
  )(call);

/** The service repeats a text at most 1024 times. */
const maxRepeats = 1024;

const strrep: ScalarFunction = (call) =>
  strict(
    ["string", "int", "string"],
    "string",
    (text, count, delimiter = "") => {
      const times = Math.min(Math.max(0, count), maxRepeats);
      call.query.budget.size((text.length + delimiter.length) * times);
      return repeated<string>(text, times).join(delimiter);
    },
    { optional: 1 },
  )(call);

/** `split(text, delimiter [, index])`: an array; with an index, an array of that one element. */
const split: ScalarFunction = strict(
  ["string", "string", "int"],
  "dynamic",
  (text, delimiter, index) => {
    const parts = delimiter === "" ? [text] : text.split(delimiter);
    if (index === undefined) return parts;
    const part = parts[index < 0 ? parts.length + index : index];
    return part === undefined ? null : [part];
  },
  { optional: 1 },
);

/** A part of a text to look in, from a start that may count from the end, and a length that may be -1 for all. */
function rangeOf(text: string, start = 0, length = -1): readonly [number, number] {
  const from = start < 0 ? Math.max(0, text.length + start) : start;
  return [from, length === -1 ? text.length : Math.min(text.length, from + length)];
}

/** Where the wanted occurrence starts; -1 when it does not lie within the range as a whole. */
function indexOf(text: string, lookup: string, start?: number, length?: number, occurrence = 1): number | null {
  if ((length ?? 0) < -1 || occurrence < 1) return null;
  const [from, end] = rangeOf(text, start, length);
  let at = from - 1;
  for (let n = 0; n < occurrence; n++) {
    at = text.indexOf(lookup, at + 1);
    if (at === -1 || at + lookup.length > end) return -1;
  }
  return at;
}

/** Occurrences, overlapping ones included: `countof("aaa", "aa")` is 2. */
function countPlain(text: string, part: string): number {
  if (part === "") return 0;
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}

const countOf: ScalarFunction = (call) =>
  strict(
    ["string", "string", "string"],
    "long",
    (text, part, kind = "normal") => {
      if (kind === "normal") return countPlain(text, part);
      if (kind === "regex") return call.query.regex(part).findAll(text).length;
      throw unsupported(`countof() of the kind ${kind}`, "Use normal or regex.");
    },
    { optional: 1 },
  )(call);

function translate(search: string, replacement: string, text: string): string {
  const from = characters(search);
  const to = characters(replacement);
  return characters(text)
    .map((char) => {
      const index = from.indexOf(char);
      return index === -1 ? char : to.length === 0 ? "" : (to[Math.min(index, to.length - 1)] ?? "");
    })
    .join("");
}

/** All replacements in one pass: what was put in is not looked at again, and of lookups at one place the first in the list wins. */
function replaceStrings(text: string, lookups: Dynamic, rewrites: Dynamic): string {
  if (!isArray(lookups) || !isArray(rewrites)) return text;
  const known = lookups.flatMap((lookup, i) =>
    typeof lookup === "string" && lookup !== "" ? [[lookup, rewrites[i]] as const] : [],
  );
  if (known.length === 0) return text;
  const byLookup = new Map(known.toReversed());
  const pattern = new RegExp(known.map(([lookup]) => escapeRegex(lookup)).join("|"), "g");
  return text.replaceAll(pattern, (found) => {
    const rewrite = byLookup.get(found);
    return typeof rewrite === "string" ? rewrite : found;
  });
}

function hasAnyIndex(text: string, terms: Dynamic): number {
  if (!isArray(terms)) return -1;
  const lower = text.toLowerCase();
  return terms.findIndex((term) => lower.includes(dynamicText(term).toLowerCase()));
}

const strcmp = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

const reverse: ScalarFunction = (call) => {
  checkArity(call, 1, 1);
  return lift(
    "string",
    call.args.map((arg) => convertArgument(call, arg, "string")),
    (text: Value) => reverseCharacters(text as string),
  );
};

/** Functions of texts without patterns. */
export const textFunctions: FunctionTable = {
  strcat,
  strcat_delim: strcatDelim,
  strcat_array: strcatArray,
  array_strcat: strcatArray,
  strrep,
  strcmp: strict(["string", "string"], "int", strcmp),
  strlen: strict(["string"], "long", characterCount),
  string_size: strict(["string"], "long", (text) => Buffer.byteLength(text)),
  toupper: strict(["string"], "string", (text) => text.toUpperCase()),
  tolower: strict(["string"], "string", (text) => text.toLowerCase()),
  substring: strict(["string", "int", "int"], "string", sliceCharacters, { optional: 1 }),
  reverse,
  split,
  indexof: strict(["string", "string", "int", "int", "int"], "long", indexOf, { optional: 3 }),
  countof: countOf,
  translate: strict(["string", "string", "string"], "string", translate),
  replace_string: strict(["string", "string", "string"], "string", (text, lookup, rewrite) =>
    lookup === "" ? text : text.replaceAll(lookup, () => rewrite),
  ),
  replace_strings: strict(["string", "dynamic", "dynamic"], "string", replaceStrings),
  has_any_index: strict(["string", "dynamic"], "long", hasAnyIndex),
  regex_quote: strict(["string"], "string", escapeRegex),
  isascii: strict(["string"], "bool", (text) => /^\p{ASCII}*$/u.test(text)),
  isutf8: strict(["string"], "bool", (text) => !/\p{Surrogate}/u.test(text)),
};
