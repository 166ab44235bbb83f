import type { Instance } from "../instances/instance.ts";

/** Most rows that the service returns, and a round number at which field reports saw answers end early. */
const SERVICE_LIMITS = new Set([10_000, 100_000]);

/** True when the row count suggests that the service cut the answer, unless the query itself asks for just so many rows. */
export function isAtServiceLimit(rowCount: number, query: string): boolean {
  if (!SERVICE_LIMITS.has(rowCount)) return false;
  return !new RegExp(String.raw`\b(?:take|limit|top|sample)\s+${rowCount}\b`, "i").test(query);
}

/** What the reader of a result should know beside its rows. */
export function resultWarnings(instance: Instance, rowCount: number, atServiceLimit: boolean): readonly string[] {
  return [...retirementWarnings(instance), ...(atServiceLimit ? [limitWarning(instance, rowCount)] : [])];
}

function limitWarning({ provider }: Instance, rowCount: number): string {
  const split = provider === "MDE" ? "" : " Give timespan and split_by, e.g. P7D and 1d, to fetch the range in parts.";
  return `The result has exactly ${rowCount} rows, a limit of the service: more rows probably matched.${split}`;
}

export function retirementWarnings({ provider }: Instance): readonly string[] {
  return provider === "MDE" ? [MDE_RETIREMENT] : [];
}

const MDE_RETIREMENT =
  "Microsoft has been retiring this instance's hunting API (MDE) since January 2026: set Provider to M365DGraph before it stops.";
