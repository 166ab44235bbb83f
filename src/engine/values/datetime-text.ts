import { type Long, subtractLong } from "./long.ts";
import {
  civilFromDays,
  datetimeInRange,
  daysFromCivil,
  fromDays,
  isDate,
  splitDays,
  ticksPerHour,
  ticksPerMinute,
  ticksPerSecond,
} from "./ticks.ts";

/** Date and time of day, before it is a datetime. The fraction is in ticks, the offset from UTC in minutes. */
interface DatetimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: number;
  readonly offset: number;
}

const time = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?\s*([AaPp][Mm])?`;
const zone = String.raw`(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?`;
const isoForm = new RegExp(
  String.raw`^(\d{4})(?:\s*-\s*(\d{1,2})(?:\s*-\s*(\d{1,2})(?:[Tt\s]\s*${time})?)?)?\s*${zone}$`,
  "i",
);
const slashForm = new RegExp(String.raw`^(\d{4})[/,]\s*(\d{1,2})[/,]\s*(\d{1,2})(?:[Tt\s]\s*${time})?\s*${zone}$`, "i");
const compactForm = new RegExp(String.raw`^(\d{4})(\d{2})(\d{2})(?:[Tt\s]\s*${time})?\s*${zone}$`, "i");
const monthFirstForm = new RegExp(String.raw`^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:\s+${time})?\s*${zone}$`, "i");
const dayNamedForm = new RegExp(
  String.raw`^(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]+([a-z]{3,9})[\s-]+(\d{4}|\d{2})(?:\s+${time})?\s*${zone}$`,
  "i",
);
const monthNamedForm = new RegExp(
  String.raw`^(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\s+(\d{1,2}),?\s+(\d{4})(?:\s+${time})?\s*${zone}$`,
  "i",
);
const unixDateForm = new RegExp(String.raw`^(?:[a-z]{3},?\s+)?([a-z]{3,9})\s+(\d{1,2})\s+${time}\s+(\d{4})$`, "i");
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Reads a datetime as `todatetime` and datetime literals do: ISO 8601 with up to 7 digits of a second, `MM/DD/YYYY`, RFC 822 and RFC 850
 * forms. A zone moves it to UTC. Null when the text is none of these.
 */
export function parseDatetime(text: string): Long | null {
  return parseServiceForm(text) ?? parseAnyForm(text.trim());
}

/** Where the separators of the service's form stand, with their codes: `YYYY-MM-DDTHH:MM:SS`. */
const separators = [
  [4, 45],
  [7, 45],
  [10, 84],
  [13, 58],
  [16, 58],
] as const;

/** The form in which the service writes datetimes, `YYYY-MM-DDTHH:MM:SS[.fffffff]Z`, read without a regular expression. */
function parseServiceForm(text: string): Long | null {
  if (!hasServiceShape(text)) return null;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)];
  const n = text.length;
  const fraction = n === 20 ? 0 : digits(text, 20, n - 1) * 10 ** (28 - n);
  // Days beyond the 28th may not exist: the general form looks closer. NaN is in no range.
  if (!inRange(year, 1, 9999) || !inRange(month, 1, 12) || !inRange(day, 1, 28) || Number.isNaN(fraction)) return null;
  if (!inRange(hour, 0, 23) || !inRange(minute, 0, 59) || !inRange(second, 0, 59)) return null;
  const seconds = hour * 3600 + minute * 60 + second;
  return fromDays(daysFromCivil(year, month, day), seconds * ticksPerSecond + fraction);
}

function hasServiceShape(text: string): boolean {
  const n = text.length;
  if (n < 20 || n > 28 || text.charCodeAt(n - 1) !== 90) return false;
  // Behind the seconds comes the end, or a point and at least one digit.
  if (n > 20 && (n === 21 || text.charCodeAt(19) !== 46)) return false;
  return separators.every(([at, code]) => text.charCodeAt(at) === code);
}

function inRange(value: number, from: number, to: number): boolean {
  return value >= from && value <= to;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const figure = text.charCodeAt(i) - 48;
    if (figure < 0 || figure > 9) return Number.NaN;
    value = value * 10 + figure;
  }
  return value;
}

function parseAnyForm(text: string): Long | null {
  if (text.length > 64) return null;
  const numeric = isoForm.exec(text) ?? slashForm.exec(text) ?? compactForm.exec(text);
  if (numeric !== null) return build(numeric[1], numeric[2], numeric[3], numeric.slice(4));
  const monthFirst = monthFirstForm.exec(text);
  if (monthFirst !== null) return build(monthFirst[3], monthFirst[1], monthFirst[2], monthFirst.slice(4));
  const dayNamed = dayNamedForm.exec(text);
  if (dayNamed !== null) return build(dayNamed[3], monthNumber(dayNamed[2]), dayNamed[1], dayNamed.slice(4));
  const monthNamed = monthNamedForm.exec(text);
  if (monthNamed !== null) return build(monthNamed[3], monthNumber(monthNamed[1]), monthNamed[2], monthNamed.slice(4));
  const unixDate = unixDateForm.exec(text);
  if (unixDate !== null) return build(unixDate[8], monthNumber(unixDate[1]), unixDate[2], unixDate.slice(3, 8));
  return null;
}

function monthNumber(name = ""): string {
  return String(months.indexOf(name.slice(0, 3).toLowerCase()) + 1);
}

/** `rest`: hour, minute, second, fraction, AM or PM, zone; each may be absent. */
function build(year = "", month = "1", day = "1", rest: readonly (string | undefined)[] = []): Long | null {
  const [hour, minute, second, fraction, half, zoneText] = rest;
  return datetimeOf({
    year: fullYear(year),
    month: Number(month),
    day: Number(day),
    hour: hourOf(Number(hour ?? 0), half),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    fraction: Number((fraction ?? "").slice(0, 7).padEnd(7, "0")),
    offset: offsetMinutes(zoneText),
  });
}

/** Two digits below 50 are of this century. */
function fullYear(text: string): number {
  const year = Number(text);
  return text.length === 2 ? year + (year < 50 ? 2000 : 1900) : year;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
}

function offsetMinutes(zoneText: string | undefined): number {
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zoneText ?? "");
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}

function datetimeOf(parts: DatetimeParts): Long | null {
  const { year, month, day, hour, minute, second } = parts;
  if (!isDate(year, month, day) || !(hour <= 23) || minute > 59 || second > 59) return null;
  const rest = hour * ticksPerHour + minute * ticksPerMinute + second * ticksPerSecond + parts.fraction;
  return datetimeInRange(subtractLong(fromDays(daysFromCivil(year, month, day), rest), parts.offset * ticksPerMinute));
}

/** The code of the digit of a whole number at a power of ten. */
function digit(value: number, power: number): number {
  return 48 + (((value / power) | 0) % 10);
}

/**
 * `2024-02-29T10:20:30.1234567Z`: the service's form, always with 7 digits. Built from codes, because joining pieces costs four times as
 * much and a result has hundreds of thousands of them.
 */
export function formatDatetime(datetime: Long): string {
  const { days, rest } = splitDays(datetime);
  const { year: y, month, day } = civilFromDays(days);
  const seconds = Math.floor(rest / ticksPerSecond);
  const f = rest - seconds * ticksPerSecond;
  const hour = (seconds / 3600) | 0;
  const minute = ((seconds / 60) | 0) % 60;
  const second = seconds % 60;
  // prettier-ignore
  return String.fromCharCode(
    digit(y, 1000), digit(y, 100), digit(y, 10), digit(y, 1), 45, digit(month, 10), digit(month, 1), 45, digit(day, 10), digit(day, 1),
    84, digit(hour, 10), digit(hour, 1), 58, digit(minute, 10), digit(minute, 1), 58, digit(second, 10), digit(second, 1), 46,
    digit(f, 1e6), digit(f, 1e5), digit(f, 1e4), digit(f, 1e3), digit(f, 100), digit(f, 10), digit(f, 1), 90,
  );
}
