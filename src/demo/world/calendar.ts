import type { Random } from "./random.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Days that the demo tenant's tables look back: what the service keeps. */
export const LOOK_BACK_DAYS = 30;

/** The demo tenant's time. All times are milliseconds since 1970, UTC. */
export interface Calendar {
  /** The end of all tables. */
  readonly now: number;
  readonly start: number;
  /** Midnights of the days, the oldest first; the first and the last day are not whole. */
  readonly days: readonly number[];
  /** Midnight of the day on which the attack begins: the last working day that lies at least two days back. */
  readonly attackDay: number;
  /** An instant of the attack: days after its first day, and the time of day as `HH:MM` or `HH:MM:SS`; somewhere in that second. */
  attackTime(day: number, time: string): number;
}

/** @param now milliseconds since 1970 */
export function createCalendar(now: number): Calendar {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  let attackDay = today - 2 * DAY_MS;
  while (!isWorkday(attackDay)) attackDay -= DAY_MS;
  return {
    now,
    start: now - LOOK_BACK_DAYS * DAY_MS,
    days: Array.from({ length: LOOK_BACK_DAYS + 1 }, (_, index) => today - (LOOK_BACK_DAYS - index) * DAY_MS),
    attackDay,
    attackTime(day, time) {
      const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
      // Whole seconds would give the story away among ordinary rows.
      const fraction = (hours * 613 + minutes * 37 + seconds * 101) % 997;
      return attackDay + day * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1000 + fraction;
    },
  };
}

/** Monday to Friday. */
export function isWorkday(midnight: number): boolean {
  const weekday = new Date(midnight).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** How much people do in each hour of a working day, local time. */
const HOURLY = [1, 1, 1, 1, 2, 4, 14, 50, 95, 100, 92, 84, 48, 80, 94, 88, 72, 46, 20, 13, 10, 8, 5, 2];
const HOURS = HOURLY.map((share, hour) => [hour, share] as const);
const DAY_SHARE = { workday: 100, weekend: 9 };

/** An instant at which people work, within the calendar. @param utcOffset hours that local time is ahead of UTC */
export function workingTime(calendar: Calendar, random: Random, utcOffset: number): number {
  for (;;) {
    const day = random.pick(calendar.days);
    if (!random.chance((isWorkday(day) ? DAY_SHARE.workday : DAY_SHARE.weekend) / 100)) continue;
    const time = day + (random.weighted(HOURS) - utcOffset) * HOUR_MS + random.int(0, HOUR_MS - 1);
    if (time >= calendar.start && time <= calendar.now) return time;
  }
}

/** An instant at which machines work: any, evenly. */
export function anyTime(calendar: Calendar, random: Random): number {
  return random.int(calendar.start, calendar.now);
}

/** A time after `earlier`, by at most `withinMs`, and not after now: what would lie beyond is drawn from the time that is left. */
export function soonAfter({ now }: Calendar, random: Random, earlier: number, withinMs: number): number {
  const left = Math.max(1, Math.min(withinMs, now - earlier));
  return Math.min(now, earlier + random.int(1, left));
}

/** A datetime cell in the service's form, `YYYY-MM-DDTHH:MM:SS.fffffffZ`: the digits below a millisecond follow from the time itself. */
export function timeCell(time: number): string {
  const ticks = Math.imul(time % 0x7fffffff, 0x9e3779b1) >>> 0;
  return `${new Date(time).toISOString().slice(0, -1)}${String(ticks % 10_000).padStart(4, "0")}Z`;
}
