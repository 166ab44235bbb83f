import { type Calendar, DAY_MS, MINUTE_MS, anyTime, soonAfter, workingTime } from "./calendar.ts";
import type { Device } from "./devices.ts";
import { fill } from "./fill.ts";
import { type Process, startChild } from "./process.ts";
import { type ProcessHabit, processHabits } from "./process-habits.ts";
import type { Programs } from "./program.ts";
import type { Random } from "./random.ts";
import type { Residents } from "./residents.ts";

/** Chains of processes in the whole time. */
const CHAINS = 7000;

export interface ProcessSurroundings {
  readonly calendar: Calendar;
  readonly devices: readonly Device[];
  readonly programs: Programs;
  readonly residentsOf: (device: Device) => Residents;
}

/** What people and machines start day by day, in no order. Parents come before their children. */
export function createEverydayProcesses(surroundings: ProcessSurroundings, random: Random): readonly Process[] {
  const habits = processHabits.map((habit) => {
    const devices = surroundings.devices.filter(habit.where);
    return [{ habit, devices }, habit.share] as const;
  });
  return Array.from({ length: CHAINS }, () => {
    const { habit, devices } = random.weighted(habits);
    return startChain(habit, random.pick(devices), surroundings, random);
  }).flat();
}

function startChain(
  habit: ProcessHabit,
  device: Device,
  { calendar, programs, residentsOf }: ProcessSurroundings,
  random: Random,
): readonly Process[] {
  let parent = residentsOf(device).get(habit.from);
  if (parent === undefined) throw new RangeError(`${habit.from} does not run on ${device.name}.`);
  const byUser = device.owner !== undefined && habit.from === "explorer.exe";
  let created = byUser ? workingTime(calendar, random, device.office.utcOffset) : anyTime(calendar, random);
  const chain: Process[] = [];
  for (const [name, ...args] of habit.steps) {
    const step = { program: programs(name), created, args: fill(args.length === 0 ? "" : random.pick(args), random) };
    parent = startChild(parent, step, random);
    chain.push(parent);
    created = soonAfter(calendar, random, created, 2 * MINUTE_MS);
  }
  return chain;
}

/** When residents started: some days before the first row, a different moment on each device. */
export function bootTime(calendar: Calendar, random: Random): number {
  return calendar.start - random.int(MINUTE_MS, 9 * DAY_MS);
}
