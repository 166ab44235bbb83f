import { LocalQueryError } from "../errors.ts";
import { literalExpression } from "../expression.ts";
import { type Long, addLong, longOf, multiplyLong, subtractLong } from "../values/long.ts";
import {
  civilFromDays,
  datetimeInRange,
  dayOfWeek,
  daysFromCivil,
  daysInMonth,
  fromDays,
  fromUnixTicks,
  isDate,
  splitDays,
  ticksPerDay,
  ticksPerHour,
  ticksPerMillisecond,
  ticksPerMinute,
  ticksPerSecond,
} from "../values/ticks.ts";
import { type FunctionTable, type ScalarFunction, checkArity, strict } from "./scalar-function.ts";

const now: ScalarFunction = (call) => {
  checkArity(call, 0, 1);
  if (call.args.length === 0) return literalExpression("datetime", call.query.now);
  return strict(["timespan"], "datetime", (offset) => datetimeInRange(addLong(call.query.now, offset)))(call);
};

const ago: ScalarFunction = (call) =>
  strict(["timespan"], "datetime", (span) => datetimeInRange(subtractLong(call.query.now, span)))(call);

/** Ticks of the parts whose length does not depend on the calendar. */
const fixedParts: ReadonlyMap<string, number> = new Map([
  ["week", 7 * ticksPerDay],
  ["day", ticksPerDay],
  ["hour", ticksPerHour],
  ["minute", ticksPerMinute],
  ["second", ticksPerSecond],
  ["millisecond", ticksPerMillisecond],
  ["microsecond", 10],
]);
const calendarMonths: ReadonlyMap<string, number> = new Map([
  ["year", 12],
  ["quarter", 3],
  ["month", 1],
]);

function badPart(name: string): LocalQueryError {
  return new LocalQueryError(`${name}() got a period that it does not know.`, {
    nextStep: "Use year, quarter, month, week, day, hour, minute, second, millisecond, microsecond or nanosecond.",
  });
}

/** Moves a datetime by calendar months; the day is cut to the month's length. */
export function addMonths(datetime: Long, months: number): Long | null {
  const { days, rest } = splitDays(datetime);
  const { year, month, day } = civilFromDays(days);
  const index = year * 12 + (month - 1) + months;
  const [y, m] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  return datetimeInRange(fromDays(daysFromCivil(y, m, Math.min(day, daysInMonth(y, m))), rest));
}

function datetimeAdd(part: string, amount: Long, datetime: Long): Long | null {
  const name = part.toLowerCase();
  const months = calendarMonths.get(name);
  if (months !== undefined) return addMonths(datetime, Number(amount) * months);
  if (name === "nanosecond") return datetimeInRange(addLong(datetime, longOf(BigInt(amount) / 100n)));
  const size = fixedParts.get(name);
  if (size === undefined) throw badPart("datetime_add");
  return datetimeInRange(addLong(datetime, multiplyLong(size, amount)));
}

/** Borders of the period that lie between the two datetimes: whole periods of the calendar, not of elapsed time. */
function datetimeDiff(part: string, a: Long, b: Long): Long {
  const name = part.toLowerCase();
  const months = calendarMonths.get(name);
  if (months !== undefined) return Math.floor(monthIndex(a) / months) - Math.floor(monthIndex(b) / months);
  if (name === "week") return weekIndex(a) - weekIndex(b);
  if (name === "nanosecond") return multiplyLong(subtractLong(a, b), 100);
  const size = fixedParts.get(name);
  if (size === undefined) throw badPart("datetime_diff");
  const floor = (x: Long) => divideDown(x, size);
  return subtractLong(floor(a), floor(b));
}

function divideDown(value: Long, size: number): Long {
  const rest = ((BigInt(value) % BigInt(size)) + BigInt(size)) % BigInt(size);
  return longOf((BigInt(value) - rest) / BigInt(size));
}

function monthIndex(datetime: Long): number {
  const { year, month } = civilFromDays(splitDays(datetime).days);
  return year * 12 + month - 1;
}

/** Weeks start on Sunday. */
function weekIndex(datetime: Long): number {
  const { days } = splitDays(datetime);
  return Math.floor((days - dayOfWeek(days)) / 7);
}

const makeDatetime: ScalarFunction = strict(
  ["int", "int", "int", "int", "int", "real"],
  "datetime",
  (...[year, month, day, hour, minute, second]) => {
    const date = [year, month ?? 1, day ?? 1] as const;
    const time = [hour ?? 0, minute ?? 0, second ?? 0] as const;
    return isDate(...date) && isTime(...time) ? fromDays(daysFromCivil(...date), clock(...time)) : null;
  },
  { optional: 5 },
);

function isTime(hour: number, minute: number, second: number): boolean {
  return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second < 60;
}

function clock(hour: number, minute: number, second: number): number {
  return hour * ticksPerHour + minute * ticksPerMinute + Math.round(second * ticksPerSecond);
}

/** `make_timespan(h, m)`, `(h, m, s)` or `(d, h, m, s)`. */
const makeTimespan: ScalarFunction = (call) => {
  checkArity(call, 2, 4);
  if (call.args.length === 4) {
    return strict(["int", "int", "int", "real"], "timespan", (d, h, m, s) =>
      longOf(BigInt(d) * BigInt(ticksPerDay) + BigInt(clock(h, m, s))),
    )(call);
  }
  return strict(["int", "int", "real"], "timespan", (h, m, s = 0) => clock(h, m, s), { optional: 1 })(call);
};

/** From a count of units since 1970; fractions of a unit count as far as ticks go. */
const fromUnix = (ticks: number): ScalarFunction =>
  strict(["real"], "datetime", (value) => {
    if (!Number.isFinite(value)) return null;
    const fraction = Math.round((value - Math.trunc(value)) * ticks);
    return fromUnixTicks(longOf(BigInt(Math.trunc(value)) * BigInt(ticks) + BigInt(fraction)));
  });

/** Points in time and distances between them. */
export const datetimeFunctions: FunctionTable = {
  now,
  ago,
  datetime_add: strict(["string", "long", "datetime"], "datetime", datetimeAdd),
  datetime_diff: strict(["string", "datetime", "datetime"], "long", datetimeDiff),
  make_datetime: makeDatetime,
  make_timespan: makeTimespan,
  unixtime_seconds_todatetime: fromUnix(ticksPerSecond),
  unixtime_milliseconds_todatetime: fromUnix(ticksPerMillisecond),
  unixtime_microseconds_todatetime: fromUnix(10),
  unixtime_nanoseconds_todatetime: strict(["long"], "datetime", (ns) => fromUnixTicks(longOf(BigInt(ns) / 100n))),
};
