import type { AggregateFunction } from "./aggregate.ts";
import { countAggregates } from "./counts.ts";
import { extremeAggregates } from "./extremes.ts";
import { listAggregates } from "./lists.ts";
import { percentileAggregates } from "./percentiles.ts";
import { sumAggregates } from "./sums.ts";
import { varianceAggregates } from "./variances.ts";

/** All aggregates by lower-case name. */
export const aggregateFunctions: ReadonlyMap<string, AggregateFunction> = new Map(
  [countAggregates, extremeAggregates, listAggregates, percentileAggregates, sumAggregates, varianceAggregates].flatMap(
    (table) => Object.entries(table),
  ),
);

/** Aggregates of the language that the engine refuses, being estimates by nature. */
const refused: ReadonlySet<string> = new Set([
  "hll",
  "hll_if",
  "hll_merge",
  "tdigest",
  "tdigest_merge",
  "merge_tdigest",
]);

/** True for the name of any aggregate of the language. */
export function isAggregate(name: string): boolean {
  const lower = name.toLowerCase();
  return aggregateFunctions.has(lower) || refused.has(lower);
}
