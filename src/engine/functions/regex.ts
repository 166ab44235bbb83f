import type { KqlType } from "../../table/table.ts";
import { LocalQueryError } from "../errors.ts";
import { type Expression, constantText } from "../expression.ts";
import { converter, dynamicText } from "../values/convert.ts";
import type { Regex, RegexMatch } from "../values/regex.ts";
import { type Dynamic, isArray } from "../values/value.ts";
import { typeNamed } from "./type-names.ts";
import {
  type FunctionTable,
  type ScalarCall,
  type ScalarFunction,
  checkArity,
  convertArgument,
  lift,
  strict,
} from "./scalar-function.ts";

/** `extract(regex, group, text [, typeof(type)])`; a group by number or by name. */
const extract: ScalarFunction = (call) => {
  checkArity(call, 3, 4);
  const type = typeArgument(call.args[3]);
  const convert = converter("string", type);
  const [pattern, group, text] = [argument(call, 0, "string"), argument(call, 1, "int"), argument(call, 2, "string")];
  return lift(type, [pattern, group, text], (regex, index, source) => {
    const captured = call.query.regex(regex as string).find(source as string)?.groups[index as number];
    return captured === undefined || captured === null ? null : (convert?.(captured) ?? null);
  });
};

function argument(call: ScalarCall, index: number, type: KqlType): Expression {
  const arg = call.args[index];
  if (arg !== undefined) return convertArgument(call, arg, type);
  throw new LocalQueryError(`${call.name}() lacks an argument.`, { nextStep: "Correct the arguments." });
}

/** The type that a `typeof(…)` argument names; string without one. */
function typeArgument(arg: Expression | undefined): KqlType {
  return arg === undefined ? "string" : typeNamed(constantText(arg));
}

/** `extract_all(regex [, groups], text)`: one group gives an array of texts, more give an array of arrays. */
const extractAll: ScalarFunction = (call) => {
  checkArity(call, 2, 3);
  const groupsGiven = call.args.length === 3;
  const pattern = argument(call, 0, "string");
  const text = argument(call, groupsGiven ? 2 : 1, "string");
  const groups = groupsGiven ? [argument(call, 1, "dynamic")] : [];
  return lift("dynamic", [pattern, text, ...groups], (regexText, source, wanted) => {
    const regex = call.query.regex(regexText as string);
    const matches = regex.findAll(source as string);
    return matches.length === 0 ? null : matches.map((match) => captures(match, regex, (wanted ?? null) as Dynamic));
  });
};

function captures(match: RegexMatch, regex: Regex, wanted: Dynamic): Dynamic {
  const all = Array.from({ length: regex.groupCount }, (_, i) => i + 1);
  const indices = isArray(wanted)
    ? wanted.map((group) => regex.groupNumbers[dynamicText(group)] ?? Number(group))
    : all;
  const texts = indices.map((index) => match.groups[index] ?? "");
  return texts.length === 1 ? (texts[0] ?? "") : texts;
}

/** `replace_regex(text, regex, rewrite)`; `\1` in the rewrite is a group, `\0` the whole match. */
function replaceRegex(text: string, regex: Regex, rewrite: string): string {
  const matches = regex.findAll(text);
  let out = "";
  let at = 0;
  for (const match of matches) {
    const replaced = rewrite.replaceAll(/\\(\d|\\)/g, (_, group: string) =>
      group === "\\" ? "\\" : (match.groups[Number(group)] ?? ""),
    );
    out += text.slice(at, match.start) + replaced;
    at = match.end;
  }
  return out + text.slice(at);
}

const replace: ScalarFunction = (call) =>
  strict(["string", "string", "string"], "string", (text, pattern, rewrite) =>
    call.query.budget.text(replaceRegex(text, call.query.regex(pattern), rewrite)),
  )(call);

/** The old `replace(regex, rewrite, text)`. */
const replaceOld: ScalarFunction = (call) => {
  const [pattern, rewrite, text] = call.args;
  if (pattern === undefined || rewrite === undefined || text === undefined) return replace(call);
  return replace({ ...call, args: [text, pattern, rewrite] });
};

/** `trim(regex, text)` cuts all matches from both ends; `trim_start` and `trim_end` cut one from theirs. */
function trim(ends: "start" | "end" | "both"): ScalarFunction {
  const repeat = ends === "both" ? "+" : "";
  return (call) =>
    strict(["string", "string"], "string", (pattern, text) => {
      const head = ends === "end" ? null : call.query.regex(`^(?:${pattern})${repeat}`).find(text);
      const rest = head === null ? text : text.slice(head.end);
      const tail = ends === "start" ? null : call.query.regex(`(?:${pattern})${repeat}$`).find(rest);
      return tail === null ? rest : rest.slice(0, tail.start);
    })(call);
}

const indexOfRegex: ScalarFunction = (call) =>
  strict(
    ["string", "string", "int", "int", "int"],
    "long",
    (text, pattern, start = 0, length = -1, occurrence = 1) => {
      if (start < 0 || length < -1 || occurrence < 1) return null;
      const end = length === -1 ? text.length : start + length;
      const matches = call.query.regex(pattern).findAll(text.slice(0, end));
      return matches.filter((match) => match.start >= start)[occurrence - 1]?.start ?? -1;
    },
    { optional: 3 },
  )(call);

/** Functions of RE2 patterns. */
export const regexFunctions: FunctionTable = {
  extract,
  extract_all: extractAll,
  extractall: extractAll,
  replace_regex: replace,
  replace: replaceOld,
  trim: trim("both"),
  trim_start: trim("start"),
  trim_end: trim("end"),
  indexof_regex: indexOfRegex,
};
