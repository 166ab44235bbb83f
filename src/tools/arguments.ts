import type { z } from "zod";
import { UserError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { quoted } from "../visible-text.ts";
import type { Tool } from "./tool.ts";

/**
 * The arguments of a call as the tool's input. Aliases count as the argument they stand for; null means absent, as models send it.
 * @throws UserError naming every argument that is unknown, doubled, missing or of the wrong type, with the accepted names.
 */
export function parseArguments<Input extends z.ZodObject>(tool: Tool<Input>, raw: unknown): z.infer<Input> {
  const given = namedArguments(tool, raw ?? {});
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(tool.input.shape, name));
  if (unknown.length > 0) throw unknownArguments(tool, unknown);
  const parsed = tool.input.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UserError(parsed.error.issues.map((issue) => sentenceOf(issue, given)).join(" "), {
    nextStep: acceptedBy(tool),
  });
}

function namedArguments(tool: Tool, raw: unknown): Record<string, unknown> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    throw new UserError("The arguments must be one JSON object.", { nextStep: acceptedBy(tool) });
  const named: Record<string, unknown> = {};
  for (const [spelling, value] of Object.entries(raw)) {
    if (value === null) continue;
    const name = tool.aliases?.[spelling] ?? spelling;
    if (Object.hasOwn(named, name))
      throw new UserError(`${name} was given twice, once under another name.`, { nextStep: `Give ${name} once.` });
    named[name] = value;
  }
  return named;
}

function unknownArguments(tool: Tool, unknown: readonly string[]): UserError {
  const accepted = Object.keys(tool.input.shape);
  const instead = unknown.flatMap((name) => tool.refusedArguments?.[name.toLowerCase()] ?? []);
  const sentences = unknown.map(
    (name) => `${tool.name} takes no argument ${quoted(name, 40)}.${didYouMean(name, accepted)}`,
  );
  return new UserError(sentences.join(" "), { nextStep: [...new Set(instead), acceptedBy(tool)].join(" ") });
}

function acceptedBy(tool: Tool): string {
  const names = Object.entries(tool.input.shape).map(([name, type]) => (type.isOptional() ? `${name}?` : name));
  return names.length === 0 ? `${tool.name} takes no arguments.` : `Accepted arguments: ${names.join(", ")}.`;
}

function sentenceOf(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string {
  const name = issue.path.join(".");
  const [first] = issue.path;
  if (issue.path.length === 1 && given[String(first)] === undefined) return `${name} is missing.`;
  return `${name} ${requirementOf(issue)}.`;
}

const bounded: Readonly<Record<string, string>> = { string: " characters", array: " items" };

function requirementOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `must be ${typeNames[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "too_small") return `must be at least ${issue.minimum}${bounded[issue.origin] ?? ""}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}${bounded[issue.origin] ?? ""}`;
  return `is not valid: ${issue.message}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  record: "an object",
};
