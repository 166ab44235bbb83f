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

function formatField(fields: Fields, run: string): string {
  const pad = (value: number) => String(value).padStart(run.length, "0");
  switch (run[0]) {
    case "y":
      if (fields.y === undefined) throw badFormat();
      return run.length <= 2 ? pad(fields.y % 100) : String(fields.y).padStart(4, "0");
    case "M":
      if (fields.M === undefined) throw badFormat();
      return pad(fields.M);
    case "h":
      return pad(fields.y === undefined ? fields.H : fields.H % 12 || 12);
    case "t":
      return fields.H < 12 ? "AM" : "PM";
    case "f":
      return String(fields.fraction).padStart(7, "0").slice(0, run.length);
    case "F":
      return String(fields.fraction).padStart(7, "0").slice(0, run.length).replace(/0+$/, "");
    default: {
      const value = fields[run[0] as "d" | "H" | "m" | "s"];
      if (typeof value !== "number") throw badFormat();
      return pad(value);
    }
  }
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
