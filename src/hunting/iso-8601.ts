/** A point or a length of time, as text for the service and in milliseconds (since 1970, or long). */
export interface TimeText {
  readonly kind: "instant" | "duration";
  readonly text: string;
  readonly ms: number;
  /** The same in ticks of 100 ns, the service's unit of time. */
  readonly ticks: bigint;
}

export const TICKS_PER_MS = 10_000n;

const INSTANT =
  /^(?<date>\d{4}-\d{2}-\d{2})(?:T(?<time>(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?<fraction>\.\d{1,7})?(?<zone>Z|[+-][01]\d:[0-5]\d)?)?$/;
const DURATION =
  /^P(?=[\dT])(?:(?<weeks>\d{1,3})W|(?:(?<years>\d{1,2})Y)?(?:(?<months>\d{1,3})M)?(?:(?<days>\d{1,5})D)?(?:T(?=\d)(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,7})M)?(?:(?<seconds>\d{1,8}(?:\.\d{1,7})?)S)?)?)$/;

/** An ISO 8601 date, or date and time; UTC when no zone is given. Undefined for other text and for days that no calendar has. */
export function instantOf(text: string): TimeText | undefined {
  const { date, time = "00:00:00", fraction = "", zone = "Z" } = INSTANT.exec(text)?.groups ?? {};
  if (date === undefined) return undefined;
  const clock = time.length === 5 ? `${time}:00` : time;
  const ms = Date.parse(`${date}T${clock}${fraction.slice(0, 4)}${zone}`);
  if (Number.isNaN(ms) || !isDay(date)) return undefined;
  const ticks = BigInt(ms) * TICKS_PER_MS + BigInt(fraction.slice(4).padEnd(4, "0"));
  return { kind: "instant", text: `${date}T${clock}${fraction}${zone}`, ms, ticks };
}

/** Date.parse takes 30 February for 2 March. */
const isDay = (date: string): boolean => new Date(Date.parse(`${date}T00:00:00Z`)).toISOString().startsWith(date);

/**
 * An ISO 8601 duration of more than nothing. Weeks become days, which the service's reader (.NET) knows alone; a year counts 365 days and
 * a month 30, as there.
 */
export function durationOf(text: string): TimeText | undefined {
  const groups = DURATION.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const count = (name: string) => Number(groups[name] ?? 0);
  const days = count("years") * 365 + count("months") * 30 + count("weeks") * 7 + count("days");
  const [seconds = "0", fraction = ""] = (groups["seconds"] ?? "0").split(".");
  const whole = ((days * 24 + count("hours")) * 60 + count("minutes")) * 60 + Number(seconds);
  const ticks = BigInt(whole) * 1000n * TICKS_PER_MS + BigInt(fraction.padEnd(7, "0"));
  if (ticks === 0n) return undefined;
  const ms = Number(ticks) / Number(TICKS_PER_MS);
  return { kind: "duration", text: groups["weeks"] === undefined ? text : `P${days}D`, ms, ticks };
}
