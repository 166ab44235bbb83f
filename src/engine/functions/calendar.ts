import { LocalQueryError } from "../errors.ts";
import { type Long, addLong, subtractLong } from "../values/long.ts";
import {
  civilFromDays,
  datetimeInRange,
  dayOfWeek,
  daysFromCivil,
  fromDays,
  splitDays,
  ticksPerDay,
  ticksPerHour,
  ticksPerMinute,
  ticksPerSecond,
} from "../values/ticks.ts";
import { type FunctionTable, type ScalarFunction, strict } from "./scalar-function.ts";

/** Days since the origin at which the period that is `offset` periods away begins. */
type PeriodStart = (days: number, offset: number) => number;

const dayStart: PeriodStart = (days, offset) => days + offset;
const weekStart: PeriodStart = (days, offset) => days - dayOfWeek(days) + offset * 7;
const monthStart: PeriodStart = (days, offset) => {
  const { year, month } = civilFromDays(days);
  const index = year * 12 + month - 1 + offset;
  return daysFromCivil(Math.floor(index / 12), (((index % 12) + 12) % 12) + 1, 1);
};
const yearStart: PeriodStart = (days, offset) => daysFromCivil(civilFromDays(days).year + offset, 1, 1);

const startOf = (start: PeriodStart): ScalarFunction =>
  strict(
    ["datetime", "int"],
    "datetime",
    (t, offset = 0) => datetimeInRange(fromDays(start(splitDays(t).days, offset))),
    {
      optional: 1,
    },
  );

/** The last tick of the period. */
const endOf = (start: PeriodStart): ScalarFunction =>
  strict(
    ["datetime", "int"],
    "datetime",
    (t, offset = 0) => datetimeInRange(subtractLong(fromDays(start(splitDays(t).days, offset + 1)), 1)),
    { optional: 1 },
  );

function dayOfYear(days: number): number {
  return days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1;
}

/** ISO 8601: weeks start on Monday, and week 1 holds the year's first Thursday. */
function isoWeek(days: number): number {
  const thursday = days - ((dayOfWeek(days) + 6) % 7) + 3;
  return Math.floor((dayOfYear(thursday) - 1) / 7) + 1;
}

const partOfDays: Readonly<Record<string, (days: number) => number>> = {
  year: (days) => civilFromDays(days).year,
  quarter: (days) => Math.ceil(civilFromDays(days).month / 3),
  month: (days) => civilFromDays(days).month,
  week_of_year: isoWeek,
  weekofyear: isoWeek,
  day: (days) => civilFromDays(days).day,
  dayofyear: dayOfYear,
};

/** Ticks of the unit, and how many units make the next larger one. */
const partOfTime: Readonly<Record<string, readonly [number, number]>> = {
  hour: [ticksPerHour, 24],
  minute: [ticksPerMinute, 60],
  second: [ticksPerSecond, 60],
  millisecond: [10_000, 1000],
  microsecond: [10, 1_000_000],
};

function datetimePart(part: string, datetime: Long): number {
  const name = part.toLowerCase();
  const { days, rest } = splitDays(datetime);
  const ofDays = partOfDays[name];
  if (ofDays !== undefined) return ofDays(days);
  if (name === "nanosecond") return (rest % ticksPerSecond) * 100;
  const unit = partOfTime[name];
  if (unit === undefined) {
    throw new LocalQueryError("datetime_part() got a part that it does not know.", {
      nextStep:
        "Use year, quarter, month, week_of_year, day, dayOfYear, hour, minute, second, millisecond, microsecond or nanosecond.",
    });
  }
  return Math.floor(rest / unit[0]) % unit[1];
}

const intOfDays = (part: (days: number) => number): ScalarFunction =>
  strict(["datetime"], "int", (t) => part(splitDays(t).days));

/** Calendar periods and the parts of a date. */
export const calendarFunctions: FunctionTable = {
  startofday: startOf(dayStart),
  startofweek: startOf(weekStart),
  startofmonth: startOf(monthStart),
  startofyear: startOf(yearStart),
  endofday: endOf(dayStart),
  endofweek: endOf(weekStart),
  endofmonth: endOf(monthStart),
  endofyear: endOf(yearStart),
  dayofweek: strict(["datetime"], "timespan", (t) => dayOfWeek(splitDays(t).days) * ticksPerDay),
  dayofmonth: intOfDays((days) => civilFromDays(days).day),
  dayofyear: intOfDays(dayOfYear),
  getyear: intOfDays((days) => civilFromDays(days).year),
  getmonth: intOfDays((days) => civilFromDays(days).month),
  monthofyear: intOfDays((days) => civilFromDays(days).month),
  week_of_year: strict(["datetime"], "long", (t) => isoWeek(splitDays(t).days)),
  weekofyear: strict(["datetime"], "long", (t) => isoWeek(splitDays(t).days)),
  hourofday: strict(["datetime"], "int", (t) => Math.floor(splitDays(t).rest / ticksPerHour)),
  datetime_part: strict(["string", "datetime"], "long", datetimePart),
  datepart: strict(["string", "datetime"], "long", datetimePart),
  around: strict(["datetime", "datetime", "timespan"], "bool", (t, center, span) => {
    return t >= subtractLong(center, span) && t <= addLong(center, span);
  }),
};
