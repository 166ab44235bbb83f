const UNITS = "y|mon|w|d|h|m|s";
const OFFSET = new RegExp(`^([+-]?)\\s*(\\d{1,6})\\s*(${UNITS})?\\s*(?:@\\s*(y|mon|d|h|m|s)[a-z]*)?$`, "i");
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
const UNIT_MS: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
const LAST_YEAR = 9999;

/** What {@link readDatetime} takes, for messages. */
export const DATETIME_FORM = "an ISO 8601 time (2026-11-20T08:00Z) or an offset from now (-7d, -12h, -1d@d)";

/**
 * A point in time as ISO 8601 in UTC; undefined when the value is none. Takes what MSTICPy takes: ISO 8601 (without a zone UTC), days from
 * now as a number, and offsets such as `-7d` or `-1mon@d`, where `@` rounds down to the unit (up for offsets ahead).
 * @param now milliseconds since 1970.
 */
export function readDatetime(value: unknown, now: number): string | undefined {
  if (typeof value === "number") return isoOf(now + value * 86_400_000);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (text.toLowerCase() === "now") return isoOf(now);
  return readIso(text) ?? readOffset(text, now);
}

function readIso(text: string): string | undefined {
  const [, day, time = "00:00", zone = "Z"] = ISO.exec(text) ?? [];
  if (day === undefined) return undefined;
  const isReal = new Date(`${day}T00:00Z`).getUTCDate() === Number(day.slice(-2));
  return isReal ? isoOf(Date.parse(`${day}T${time}${zone}`)) : undefined;
}

function readOffset(text: string, now: number): string | undefined {
  const [, sign, digits, unit = "d", rounding] = OFFSET.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const amount = sign === "-" ? -Number(digits) : Number(digits);
  const moved = moveBy(new Date(now), amount, unit.toLowerCase());
  if (rounding === undefined) return isoOf(moved.getTime());
  const floor = roundedDown(moved, rounding.toLowerCase());
  return isoOf((sign === "-" ? floor : moveBy(floor, 1, rounding.toLowerCase())).getTime());
}

function moveBy(from: Date, amount: number, unit: string): Date {
  if (unit !== "y" && unit !== "mon") return new Date(from.getTime() + amount * (UNIT_MS[unit] ?? 0));
  const months = from.getUTCMonth() + amount * (unit === "y" ? 12 : 1);
  const moved = new Date(from);
  moved.setUTCDate(1);
  moved.setUTCMonth(months);
  // The 31st of a shorter month is its last day.
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return moved;
}

const precision: Readonly<Record<string, number>> = { y: 4, mon: 7, d: 10, h: 13, m: 16, s: 19 };
const SMALLEST = "0000-01-01T00:00:00.000Z";

function roundedDown(date: Date, unit: string): Date {
  if (Number.isNaN(date.getTime())) return date;
  const kept = precision[unit] ?? precision["d"] ?? 0;
  return new Date(date.toISOString().slice(0, kept) + SMALLEST.slice(kept));
}

function isoOf(ms: number): string | undefined {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= LAST_YEAR ? date.toISOString() : undefined;
}
