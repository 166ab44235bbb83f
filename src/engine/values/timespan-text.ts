import { type Long, longOf, truncateToLong } from "./long.ts";
import { ticksPerDay, ticksPerHour, ticksPerMillisecond, ticksPerMinute, ticksPerSecond } from "./ticks.ts";

const clockForm = /^(-)?(?:(\d{1,8})[.:](?=\d{1,2}:\d{1,2}:))?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7})\d*)?)?$/;
const dottedDaysForm = /^(-)?(\d{1,8})\.(\d{1,2}):(\d{1,2})$/;
const daysForm = /^(-)?(\d{1,8})$/;
const unitForm = /^(-?\d+(?:\.\d+)?)\s*([a-z]+)$/i;

/** Ticks of one unit of a timespan literal. Units: "The timespan data type", Kusto Query Language reference. */
const units: ReadonlyMap<string, number> = new Map(
  (
    [
      [ticksPerDay, "d day days"],
      [ticksPerHour, "h hr hrs hour hours"],
      [ticksPerMinute, "m min minute minutes"],
      [ticksPerSecond, "s sec second seconds"],
      [ticksPerMillisecond, "ms milli millis millisec millisecond milliseconds"],
      [10, "microsecond microseconds micro micros microsec"],
      [1, "tick ticks"],
    ] as const
  ).flatMap(([ticks, names]) => names.split(" ").map((name): [string, number] => [name, ticks])),
);

/** Reads `1.02:03:04.5`, `-00:01:00`, `2` (days), `1.5h`; null when the text is none of these. */
export function parseTimespan(text: string): Long | null {
  const trimmed = text.trim();
  const clock = dottedDaysForm.exec(trimmed) ?? clockForm.exec(trimmed);
  if (clock !== null) return clockTicks(clock);
  const days = daysForm.exec(trimmed);
  if (days !== null) return signed(days[1], BigInt(days[2] ?? 0) * BigInt(ticksPerDay));
  const [, amount, unit = ""] = unitForm.exec(trimmed) ?? [];
  const size = units.get(unit.toLowerCase());
  return amount === undefined || size === undefined ? null : unitTicks(amount, size);
}

function clockTicks(match: RegExpExecArray): Long | null {
  const [, sign, days = "0", hours = "0", minutes = "0", seconds = "0", fraction = ""] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const rest =
    Number(hours) * ticksPerHour +
    Number(minutes) * ticksPerMinute +
    Number(seconds) * ticksPerSecond +
    Number(fraction.padEnd(7, "0"));
  return signed(sign, BigInt(days) * BigInt(ticksPerDay) + BigInt(rest));
}

function signed(sign: string | undefined, ticks: bigint): Long {
  return longOf(sign === undefined ? ticks : -ticks);
}

// Decimal digits times ticks in whole numbers, so that 1.1s is 11,000,000 ticks and not one less.
function unitTicks(amount: string, size: number): Long | null {
  const [whole = "0", fraction = ""] = amount.replace("-", "").split(".");
  if (whole.length > 18) return null;
  const part = truncateToLong(Number(`0.${fraction || "0"}`) * size + 1e-6);
  const ticks = BigInt(whole) * BigInt(size) + BigInt(part ?? 0);
  return signed(amount.startsWith("-") ? "-" : undefined, ticks);
}

/** `1.02:03:04.5000000`: days and fraction only where they are not zero. */
export function formatTimespan(timespan: Long): string {
  const negative = timespan < 0;
  const ticks = negative ? -BigInt(timespan) : BigInt(timespan);
  const days = ticks / BigInt(ticksPerDay);
  const rest = Number(ticks % BigInt(ticksPerDay));
  const seconds = Math.floor(rest / ticksPerSecond);
  const fraction = rest % ticksPerSecond;
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  const dayText = days === 0n ? "" : `${String(days)}.`;
  return `${negative ? "-" : ""}${dayText}${clock}${fraction === 0 ? "" : `.${String(fraction).padStart(7, "0")}`}`;
}
