import { LocalQueryError } from "../errors.ts";
import { type Long, addLong, subtractLong } from "../values/long.ts";
import { ticksPerMillisecond, toUnixMilliseconds } from "../values/ticks.ts";
import { type FunctionTable, type ScalarFunction, strict } from "./scalar-function.ts";

/** Milliseconds that a zone is ahead of UTC at an instant. @throws LocalQueryError for an unknown zone */
type Offset = (unixMilliseconds: number) => number;

function offsetOf(zone: string): Offset {
  const format = formatFor(zone);
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    return local - Math.floor(instant / 1000) * 1000;
  };
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-u-hc-h23", {
      timeZone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    throw new LocalQueryError("The query names a time zone that is not known.", {
      nextStep: "Use a name of the IANA database, for example Europe/Berlin.",
      cause: error,
    });
  }
}

const toLocal = (datetime: Long, offset: Offset) =>
  addLong(datetime, offset(toUnixMilliseconds(datetime)) * ticksPerMillisecond);

const dayMs = 86_400_000;

/**
 * A local time as UTC. Around a change of the clocks two offsets are possible: the later one holds where it fits, as it does for times
 * that occur twice; a time that the change skips gets the later one, too.
 */
function toUtc(local: Long, offset: Offset): Long {
  const instant = toUnixMilliseconds(local);
  const [before, after] = [offset(instant - dayMs), offset(instant + dayMs)];
  const fits = (candidate: number) => offset(instant - candidate) === candidate;
  const chosen = !fits(after) && fits(before) ? before : after;
  return subtractLong(local, chosen * ticksPerMillisecond);
}

function zoned(convert: (datetime: Long, offset: Offset) => Long): ScalarFunction {
  return (call) => {
    const offsets = new Map<string, Offset>();
    return strict(["datetime", "string"], "datetime", (datetime, zone) => {
      const offset = offsets.get(zone) ?? offsetOf(zone);
      offsets.set(zone, offset);
      return convert(datetime, offset);
    })(call);
  };
}

/** Local times. */
export const timeZoneFunctions: FunctionTable = {
  datetime_utc_to_local: zoned(toLocal),
  datetime_local_to_utc: zoned(toUtc),
  datetime_list_timezones: strict([], "dynamic", () => Intl.supportedValuesOf("timeZone")),
};
