import type { NewResult } from "../table/kept-results.ts";
import { unionOf } from "../table/union.ts";
import type { RunOutcome, WideHuntRequest } from "./hunter.ts";
import type { ReadyHunt } from "./prepare-hunt.ts";
import { retirementWarnings } from "./result-warnings.ts";
import type { Run } from "./run-parts.ts";

/** The column that names the instance of a row, as in MSTICPy. */
const INSTANCE_COLUMN = "Instance";

type Success = Run & { readonly reply: NonNullable<Run["reply"]> };

/** The rows of all runs that succeeded as one result, in order; undefined when none did. */
export function joinRuns(
  request: WideHuntRequest,
  hunts: readonly ReadyHunt[],
  runs: readonly Run[],
  elapsedMs: number,
): NewResult | undefined {
  const successes = runs.filter((run): run is Success => run.reply !== undefined);
  if (successes.length === 0) return undefined;
  const parts = successes.map(({ outcome, reply }) => ({ label: outcome.instance.name, table: reply.table }));
  const { table, retyped } = unionOf(parts, request.labelled ? INSTANCE_COLUMN : undefined);
  const instances = [...new Set(successes.map(({ outcome }) => outcome.instance))];
  const [first, ...others] = instances;
  const outcomes = runs.map(({ outcome }) => outcome);
  const limited = outcomes.filter((outcome) => outcome.status === "ok" && outcome.atServiceLimit);
  return {
    table,
    origin: instances.some(({ provider }) => provider === "Demo") ? "demo" : "service",
    instances: instances.map(({ name }) => name),
    tenantId: others.length === 0 && first?.provider !== "Demo" ? first?.tenantId : undefined,
    query: request.query,
    warnings: [
      ...gapWarnings(outcomes),
      ...limitWarnings(limited),
      ...sharedWarnings(hunts, successes, table.rowCount),
      ...splitWarnings(request),
      ...retypedWarnings(retyped.length),
    ],
    stats: {
      elapsedMs,
      responseBytes: successes.reduce((bytes, { reply }) => bytes + reply.responseBytes, 0),
      requestId: undefined,
    },
    atServiceLimit: limited.length > 0,
    gaps: outcomes.filter(isGap).map(nameOf),
  };
}

const isGap = ({ status }: RunOutcome): boolean => status !== "ok";

/** `Contoso`, or `Contoso 2026-01-01T…/2026-01-02T…`. */
const nameOf = ({ instance, timespan }: RunOutcome): string =>
  timespan === undefined ? instance.name : `${instance.name} ${timespan}`;

function gapWarnings(outcomes: readonly RunOutcome[]): readonly string[] {
  const count = outcomes.filter(isGap).length;
  return count === 0 ? [] : [`Incomplete: ${count} of ${outcomes.length} parts brought no rows; outcomes names them.`];
}

function limitWarnings(limited: readonly RunOutcome[]): readonly string[] {
  const [first, ...others] = limited;
  if (first === undefined) return [];
  const names = `${nameOf(first)}${others.length === 0 ? "" : ` and ${others.length} more`}`;
  return [
    `The service's row limit was reached in ${names}: more rows probably matched there. Use a smaller split_by, with timespan.`,
  ];
}

/** What the instances have to say; with the names of those that say it, unless all do. */
function sharedWarnings(hunts: readonly ReadyHunt[], successes: readonly Success[], rows: number): readonly string[] {
  const namesByWarning = new Map<string, Set<string>>();
  const say = (instance: string, warnings: readonly string[]) => {
    for (const warning of warnings)
      namesByWarning.set(warning, (namesByWarning.get(warning) ?? new Set()).add(instance));
  };
  for (const { instance, warnings, whenEmpty } of hunts)
    say(instance.name, [...warnings, ...(rows === 0 ? whenEmpty : []), ...retirementWarnings(instance)]);
  for (const { outcome, reply } of successes) say(outcome.instance.name, reply.warnings);
  return [...namesByWarning].map(([warning, names]) =>
    names.size === hunts.length ? warning : `${[...names].join(", ")}: ${warning}`,
  );
}

/** Operators whose answer depends on all rows, so that answers of parts do not simply add up. */
const WHOLE_RANGE = /\|\s*(?:summarize|count|distinct|top|take|limit|sample|sort|order|join|make-series)\b/;

function splitWarnings({ query, splitBy }: WideHuntRequest): readonly string[] {
  if (splitBy === undefined || !WHOLE_RANGE.test(query)) return [];
  return [
    "The query ran once for each part: counts, take, top and joins cover one part each. Combine them with refine_result.",
  ];
}

function retypedWarnings(count: number): readonly string[] {
  if (count === 0) return [];
  return [`Columns with different types in different parts: ${count}. They became string, long or dynamic.`];
}
