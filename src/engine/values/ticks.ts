import { type Long, longOf } from "./long.ts";

/*
 * Datetimes are ticks of 100 ns since 2010-01-01 and timespans are ticks. With that origin every datetime from 1981 to 2038 is exact in a
 * plain number; all others are bigints. Formulas: proleptic Gregorian calendar, after H. Hinnant, "chrono-compatible low-level date algorithms".
 */

export const ticksPerMillisecond = 10_000;
export const ticksPerSecond = 10_000_000;
export const ticksPerMinute = 60 * ticksPerSecond;
export const ticksPerHour = 60 * ticksPerMinute;
export const ticksPerDay = 24 * ticksPerHour;

/** Days from 1970-01-01 to the origin. */
const originUnixDay = 14_610;
/** Ticks from 0001-01-01, the zero of `tolong(datetime)`, to the origin. */
const originDotNetTicks = 633_979_008_000_000_000n;

/** The range of the datetime type: the years 1 to 9999. */
export const minDatetime: Long = -originDotNetTicks;
export const maxDatetime: Long = 3_155_378_975_999_999_999n - originDotNetTicks;

/** A datetime, or null when outside the years 1 to 9999. */
export function datetimeInRange(ticks: Long): Long | null {
  return ticks < minDatetime || ticks > maxDatetime ? null : ticks;
}

/** Ticks since 0001-01-01, as `tolong` shows a datetime. */
export function toDotNetTicks(datetime: Long): Long {
  return longOf(BigInt(datetime) + originDotNetTicks);
}

export function fromDotNetTicks(ticks: Long): Long | null {
  return datetimeInRange(longOf(BigInt(ticks) - originDotNetTicks));
}

/** Milliseconds since 1970, with the tick digits cut. */
export function toUnixMilliseconds(datetime: Long): number {
  const { days, rest } = splitDays(datetime);
  return (days + originUnixDay) * 86_400_000 + Math.floor(rest / ticksPerMillisecond);
}

export function fromUnixMilliseconds(milliseconds: number): Long {
  const days = Math.floor(milliseconds / 86_400_000);
  return fromDays(days - originUnixDay, (milliseconds - days * 86_400_000) * ticksPerMillisecond);
}

export function fromUnixTicks(ticks: Long): Long | null {
  return datetimeInRange(longOf(BigInt(ticks) - BigInt(originUnixDay) * BigInt(ticksPerDay)));
}

/** Whole days since the origin (rounded down) and the ticks within the day. */
export function splitDays(ticks: Long): { readonly days: number; readonly rest: number } {
  if (typeof ticks === "bigint") {
    const size = BigInt(ticksPerDay);
    const rest = ((ticks % size) + size) % size;
    return { days: Number((ticks - rest) / size), rest: Number(rest) };
  }
  let days = Math.floor(ticks / ticksPerDay);
  let rest = ticks - days * ticksPerDay;
  // The quotient is rounded, so it can be one too high.
  if (rest < 0) {
    days -= 1;
    rest += ticksPerDay;
  }
  return { days, rest };
}

/** Ticks of `days` whole days since the origin plus `rest` ticks. */
export function fromDays(days: number, rest = 0): Long {
  const ticks = days * ticksPerDay + rest;
  return Number.isSafeInteger(ticks) ? ticks : longOf(BigInt(days) * BigInt(ticksPerDay) + BigInt(rest));
}

/** A calendar date; months and days count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days since the origin of a date; days beyond the month's end run into the next month. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468 - originUnixDay;
}

export function civilFromDays(days: number): CivilDate {
  const z = days + originUnixDay + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

export function daysInMonth(year: number, month: number): number {
  return daysFromCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysFromCivil(year, month, 1);
}

/** True for a day that the calendar of the years 1 to 9999 has. */
export function isDate(year: number, month: number, day: number): boolean {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** 0 is Sunday. The origin, 2010-01-01, was a Friday. */
export function dayOfWeek(days: number): number {
  return (((days + 5) % 7) + 7) % 7;
}
