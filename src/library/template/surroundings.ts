import type { JsonValue } from "../../table/table.ts";
import type { ParameterType } from "../library-query.ts";
import { TemplateError } from "./format-string.ts";

/** What a template's author says of a parameter. */
export interface Declared {
  /** `undefined` for MSTICPy's `str`: text pasted as it is, so that its surroundings say what it may be. */
  readonly type: ParameterType | undefined;
  readonly default?: JsonValue | undefined;
}

/** A gap that stands outside of strings. */
export interface BareGap {
  readonly parameter: string;
  /** Lexemes before it, the nearest first; at most four. */
  readonly before: readonly string[];
  /** The lexeme after it; undefined at the end. */
  readonly after: string | undefined;
  /** What is glued to it: `min_{column}`, `{days}d`. */
  readonly prefix: string;
  readonly suffix: string;
}

const TIME_UNIT = /^(?:d|h|m|s|ms)$/;
const IDENTIFIER = /^[A-Za-z_]\w*$/;
const BARE = /^(?:\d+(?:\.\d+)?|\d+(?:d|h|m|s|ms)|true|false)$/;
/** What takes a plain number, timespan or truth value in brackets. */
const bareCalls: ReadonlySet<string> = new Set("ago bin bool int long real time timespan".split(" "));
const counts: ReadonlySet<string> = new Set(["take", "limit", "top", "sample"]);
const beforeColumn: ReadonlySet<string> = new Set(["by", "on", "project", "distinct"]);
const beforeOperand: ReadonlySet<string> = new Set(["where", "and", "or", "("]);
const comparisons: ReadonlySet<string> = new Set(
  "= ! < > in has contains startswith endswith between has_any has_all matches".split(" "),
);

/**
 * The type of the values that may fill a gap outside of strings.
 * @throws TemplateError when its place does not tell: what would stand there could be anything.
 */
export function typeAt(gap: BareGap, { type, default: standard }: Declared): ParameterType {
  const isGlued = gap.prefix + gap.suffix !== "";
  if (isGlued) return gluedType(gap, type, standard);
  if (type === "list") {
    if (["(", "[", ","].includes(gap.before[0] ?? "") && [")", "]", ","].includes(gap.after ?? "")) return type;
    throw new TemplateError(`the list ${gap.parameter} does not stand in brackets`);
  }
  return type ?? typeOfDefault(standard) ?? typeOfPlace(gap) ?? ambiguous(gap.parameter);
}

/** A default that its author wants pasted as it is (`| take 10`, or nothing) and that cannot be a value; undefined for all others. */
export function pastedText({ type, default: standard }: Declared): string | undefined {
  const isText = type === undefined && typeof standard === "string" && typeOfDefault(standard) === undefined;
  return isText ? standard : undefined;
}

function gluedType(gap: BareGap, type: ParameterType | undefined, standard: JsonValue | undefined): ParameterType {
  const isNumber = type === "int" || type === undefined;
  if (isNumber && gap.prefix === "" && TIME_UNIT.test(gap.suffix)) return "int";
  if (type === undefined && typeOfDefault(standard) === "name") return "name";
  throw new TemplateError(`something is glued to the value of ${gap.parameter}`);
}

function typeOfDefault(standard: JsonValue | undefined): ParameterType | undefined {
  if (standard === undefined || typeof standard === "object") return undefined;
  const text = String(standard).trim();
  if (BARE.test(text)) return "bare";
  return IDENTIFIER.test(text) ? "name" : undefined;
}

/** What may fill a gap whose parameter has neither type nor default, by the lexemes around it; the first that fits decides. */
const places: readonly (readonly [ParameterType, (gap: BareGap) => boolean])[] = [
  ["name", ({ before: [last = ""] }) => ["", ";", "union"].includes(last)],
  ["name", ({ before: [last], after }) => last === "(" && after === "|"],
  [
    "bare",
    ({ before: [last = "", second = ""] }) => [">", "<"].includes(last) || (last === "=" && /^[=!<>]$/.test(second)),
  ],
  ["bare", ({ before: [last = ""] }) => counts.has(last)],
  ["bare", ({ before, after }) => after === ")" && bareCalls.has(calleeOf(before))],
  ["list", ({ before, after }) => after === ")" && takesList(before)],
  ["name", ({ before: [last = ""] }) => beforeColumn.has(last)],
  ["name", ({ before: [last = ""], after = "" }) => beforeOperand.has(last) && comparisons.has(after)],
];

function typeOfPlace(gap: BareGap): ParameterType | undefined {
  return places.find(([, fits]) => fits(gap))?.[0];
}

/** True behind `in (`, `in~ (`, `has_any (` and `has_all (`. */
function takesList([last, second = "", third = ""]: readonly string[]): boolean {
  return last === "(" && ["in", "has_any", "has_all"].includes(second === "~" ? third : second);
}

/** The function of which a gap is the only or the second argument. */
function calleeOf([last, second = "", third, fourth = ""]: readonly string[]): string {
  if (last === "(") return second;
  return last === "," && third === "(" ? fourth : "";
}

function ambiguous(parameter: string): never {
  throw new TemplateError(
    `${parameter} stands where its text could be anything; put the gap in quotes, or give the parameter a type or a default`,
  );
}
