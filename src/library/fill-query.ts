import { UserError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { quoted } from "../visible-text.ts";
import type { LibraryQuery, Parameter } from "./library-query.ts";
import type { Value } from "./template/kql-literal.ts";
import { fillTemplate } from "./template/template.ts";
import { readValue, ValueError } from "./values/read-value.ts";

/** Parameters as a caller gives them, by name or alias; null and undefined count as not given. */
export type GivenParameters = Readonly<Record<string, unknown>>;

const LONGEST_NAME = 40;

/**
 * The query as KQL with its parameters filled in, defaults where none are given.
 * @param now milliseconds since 1970, for times such as `-7d`.
 * @throws UserError naming every parameter that is unknown, doubled, missing or of the wrong form, with what is accepted.
 */
export function fillQuery(query: LibraryQuery, given: GivenParameters, now: number): string {
  const { named, problems } = byName(query, given);
  const values = new Map<string, Value>();
  for (const parameter of query.parameters) {
    const value = named.get(parameter.name) ?? parameter.default;
    if (value === undefined) problems.push(`${parameter.name} is missing.`);
    else takeValue(parameter, value, now, values, problems);
  }
  if (problems.length > 0) throw new UserError(problems.join(" "), { nextStep: acceptedBy(query) });
  return fillTemplate(query.template, values);
}

/** The names of the required parameters that are not given. */
export function missingParameters({ parameters }: LibraryQuery, given: GivenParameters = {}): readonly string[] {
  const isGiven = ({ name, aliases }: Parameter) => [name, ...aliases].some((one) => (given[one] ?? null) !== null);
  return parameters.filter((one) => one.default === undefined && !isGiven(one)).map(({ name }) => name);
}

function byName({ name: queryName, parameters }: LibraryQuery, given: GivenParameters) {
  const named = new Map<string, unknown>();
  const problems: string[] = [];
  for (const [spelling, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    const known =
      parameters.find(({ name }) => name === spelling) ?? parameters.find(({ aliases }) => aliases.includes(spelling));
    if (known === undefined) {
      const names = parameters.map(({ name }) => name);
      problems.push(`${queryName} has no parameter ${quoted(spelling, LONGEST_NAME)}.${didYouMean(spelling, names)}`);
    } else if (named.has(known.name)) problems.push(`${known.name} was given twice, once under another name.`);
    else named.set(known.name, value);
  }
  return { named, problems };
}

function takeValue(
  parameter: Parameter,
  value: unknown,
  now: number,
  values: Map<string, Value>,
  problems: string[],
): void {
  try {
    values.set(parameter.name, readValue(parameter, value, now));
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    problems.push(`${parameter.name} must be ${error.message}.`);
  }
}

function acceptedBy({ parameters }: LibraryQuery): string {
  if (parameters.length === 0) return "The query takes no parameters.";
  const names = parameters.map((one) => `${one.name}${one.default === undefined ? "" : "?"} (${one.type})`);
  return `Accepted parameters: ${names.join(", ")}.`;
}
