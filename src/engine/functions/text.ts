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

/** Where the wanted occurrence starts; -1 without one. Each search looks at `length` characters from where it starts (-1: all). */
function indexOf(text: string, lookup: string, start?: number, length?: number, occurrence?: number): number | null {
  const [size, wanted] = [length ?? -1, occurrence ?? 1];
  if (size < -1 || wanted < 1) return null;
  const reach = size === -1 ? text.length : size;
  let from = startOf(text, start ?? 0);
  let at = -1;
  for (let n = 0; n < wanted; n++) {
    at = text.indexOf(lookup, from);
    if (at === -1 || at + lookup.length > from + reach) return -1;
    from = at + 1;
  }
  return at;
}

/** A negative start counts from the end. */
function startOf(text: string, start: number): number {
  return start < 0 ? Math.max(0, text.length + start) : start;
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

/** A piece of a text: still to be searched, or the outcome of a replacement. */
type Piece = readonly [text: string, done: boolean];

/** Lookups take their turn in the order of the list; what one has matched, no later one sees. */
function replaceStrings(text: string, lookups: Dynamic, rewrites: Dynamic): string {
  if (!isArray(lookups) || !isArray(rewrites)) return text;
  const pieces = lookups.reduce<readonly Piece[]>(
    (known, lookup, i) =>
      typeof lookup === "string" && lookup !== ""
        ? known.flatMap((piece) => replaceIn(piece, lookup, rewrites[i]))
        : known,
    [[text, false]],
  );
  return pieces.map(([piece]) => piece).join("");
}

function replaceIn([text, done]: Piece, lookup: string, rewrite: Dynamic | undefined): readonly Piece[] {
  if (done) return [[text, done]];
  const replaced: Piece = [typeof rewrite === "string" ? rewrite : lookup, true];
  return text
    .split(lookup)
    .flatMap((part, i): readonly Piece[] => (i === 0 ? [[part, false]] : [replaced, [part, false]]));
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
