import { LocalQueryError } from "../errors.ts";
import { type Long, negateLong } from "../values/long.ts";
import { civilFromDays, splitDays, ticksPerHour, ticksPerMinute, ticksPerSecond } from "../values/ticks.ts";
import { type FunctionTable, strict } from "./scalar-function.ts";

/** What a run of one letter in a format stands for: a number and the least digits it is written with. */
interface Fields {
  readonly y?: number;
  readonly M?: number;
  readonly d: number;
  readonly H: number;
  readonly m: number;
  readonly s: number;
  /** Ticks within the second. */
  readonly fraction: number;
}

const delimiters = /^[\s/\-:,._[\]]$/;

/** Writes fields as a format of .NET's letters says. @throws LocalQueryError for letters that mean nothing */
function format(fields: Fields, pattern: string): string {
  return [...pattern.matchAll(/([A-Za-z])\1*|[^A-Za-z]/g)]
    .map(([run]) => {
      if (/^[A-Za-z]/.test(run)) return formatField(fields, run);
      if (delimiters.test(run)) return run;
      throw badFormat();
    })
    .join("");
}

function badFormat(): LocalQueryError {
  return new LocalQueryError("A format of format_datetime() or format_timespan() holds an unknown letter.", {
    nextStep: "Use y M d h H m s f F tt and the delimiters / - : , . _ [ ] and space.",
  });
}

/** The writers of the letters; a letter without a field to write is refused. */
const writers: Readonly<Record<string, (fields: Fields, width: number) => string>> = {
  y: ({ y }, width) => (width <= 2 ? padded(known(y) % 100, width) : padded(known(y), 4)),
  M: ({ M }, width) => padded(known(M), width),
  d: ({ d }, width) => padded(d, width),
  H: ({ H }, width) => padded(H, width),
  // A timespan's hours have no halves of the day.
  h: ({ H, y }, width) => padded(y === undefined ? H : H % 12 || 12, width),
  m: ({ m }, width) => padded(m, width),
  s: ({ s }, width) => padded(s, width),
  f: ({ fraction }, width) => padded(fraction, 7).slice(0, width),
  F: ({ fraction }, width) => padded(fraction, 7).slice(0, width).replace(/0+$/, ""),
  t: ({ H }) => (H < 12 ? "AM" : "PM"),
};

const padded = (value: number, width: number) => String(value).padStart(width, "0");

function known(field: number | undefined): number {
  if (field === undefined) throw badFormat();
  return field;
}

function formatField(fields: Fields, run: string): string {
  const write = writers[run.slice(0, 1)];
  if (write === undefined) throw badFormat();
  return write(fields, run.length);
}

function timeFields(rest: number): Pick<Fields, "H" | "m" | "s" | "fraction"> {
  return {
    H: Math.floor(rest / ticksPerHour),
    m: Math.floor(rest / ticksPerMinute) % 60,
    s: Math.floor(rest / ticksPerSecond) % 60,
    fraction: rest % ticksPerSecond,
  };
}

function formatDatetimeAs(datetime: Long, pattern: string): string {
  const { days, rest } = splitDays(datetime);
  const { year, month, day } = civilFromDays(days);
  return format({ y: year, M: month, d: day, ...timeFields(rest) }, pattern);
}

function formatTimespanAs(timespan: Long, pattern: string): string {
  const { days, rest } = splitDays(timespan < 0 ? negateLong(timespan) : timespan);
  return `${timespan < 0 ? "-" : ""}${format({ d: days, ...timeFields(rest) }, pattern)}`;
}

const byteUnits = ["Bytes", "KB", "MB", "GB", "TB", "PB", "EB"];

/** `format_bytes(size [, digits [, unit]])`: without a unit the largest that leaves at least one. */
function formatBytes(size: number, digits = 0, unit = ""): string | null {
  const best = Math.max(0, Math.min(byteUnits.length - 1, Math.floor(Math.log(Math.abs(size) || 1) / Math.log(1024))));
  const index = unit === "" ? best : byteUnits.indexOf(unit);
  if (index === -1 || digits < 0) return null;
  const text = (size / 1024 ** index).toFixed(digits);
  return `${text.includes(".") ? text.replace(/\.?0+$/, "") : text} ${byteUnits[index] ?? ""}`;
}

/** Texts by format. */
export const formatFunctions: FunctionTable = {
  format_datetime: strict(["datetime", "string"], "string", formatDatetimeAs),
  format_timespan: strict(["timespan", "string"], "string", formatTimespanAs),
  format_bytes: strict(["real", "int", "string"], "string", formatBytes, { optional: 2 }),
};
