import type { HuntingLanguage } from "../hunting-language.ts";
import type { SyntaxNode } from "../kusto-types.ts";
import { daysOf } from "./timespan-text.ts";

const DAY_MS = 86_400_000;
const BOUNDS = new Set([
  "GreaterThanExpression",
  "GreaterThanOrEqualExpression",
  "LessThanExpression",
  "LessThanOrEqualExpression",
  "EqualExpression",
  "BetweenExpression",
]);

/** How a query limits the time it looks at. */
export interface TimeBounds {
  /** True when some datetime is compared with something. */
  readonly bounded: boolean;
  /** The longest look-back that can be read off the text, in days; 0 when none can. */
  readonly lookBackDays: number;
}

/** @param now milliseconds since 1970, for absolute times. */
export function timeBoundsOf(nodes: readonly SyntaxNode[], language: HuntingLanguage, now: number): TimeBounds {
  const { kusto } = language;
  let bounded = false;
  let lookBackDays = 0;
  for (const node of nodes) {
    if (!BOUNDS.has(kusto.kindOf(node))) continue;
    const left = kusto.part(node, "Left");
    if (left === undefined || kusto.typeOf(left.ResultType) !== "datetime") continue;
    bounded = true;
    if (isEventTime(left, language)) lookBackDays = Math.max(lookBackDays, farthest(node, language, now));
  }
  return { bounded, lookBackDays };
}

function isEventTime(node: SyntaxNode, { catalogue }: HuntingLanguage): boolean {
  const name = node.SimpleName;
  return (
    name === "TimeGenerated" || (name !== undefined && catalogue.tables.some(({ timeColumn }) => timeColumn === name))
  );
}

function farthest(comparison: SyntaxNode, { kusto }: HuntingLanguage, now: number): number {
  let days = 0;
  for (const node of kusto.descendants(comparison)) {
    const constant = node.ConstantValueInfo?.ValueText;
    if (constant === undefined) continue;
    const type = kusto.typeOf(node.ResultType);
    if (type === "timespan") days = Math.max(days, daysOf(constant) ?? 0);
    const instant = type === "datetime" ? Date.parse(constant) : Number.NaN;
    if (!Number.isNaN(instant)) days = Math.max(days, (now - instant) / DAY_MS);
  }
  return days;
}
