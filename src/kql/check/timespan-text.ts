const UNIT_DAYS: readonly (readonly [RegExp, number])[] = [
  [/^(?:d|days?)$/, 1],
  [/^(?:h|hrs?|hours?)$/, 1 / 24],
  [/^(?:m|min|minutes?)$/, 1 / 1440],
  [/^(?:s|sec|seconds?)$/, 1 / 86_400],
  [/^(?:ms|milliseconds?|micros?|microseconds?|ticks?)$/, 0],
];

/** Days, hours, minutes and seconds in a day. */
const PER_DAY = [1, 24, 1440, 86_400];

/** The length of a KQL timespan in days, to the second: `7d`, `1.5h`, `1.02:03:04`, `30` (days). Undefined for other texts. */
export function daysOf(timespan: string): number | undefined {
  const clock = /^(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/.exec(timespan);
  if (clock !== null) return clock.slice(1).reduce((days, part, i) => days + Number(part ?? 0) / (PER_DAY[i] ?? 1), 0);
  const [, amount, unit] = /^([\d.]+) *([a-z]*)$/i.exec(timespan) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const perUnit = unit === "" ? 1 : UNIT_DAYS.find(([shape]) => shape.test(unit.toLowerCase()))?.[1];
  return perUnit === undefined ? undefined : Number(amount) * perUnit;
}
