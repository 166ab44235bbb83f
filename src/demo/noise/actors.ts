import { HOUR_MS, anyTime, soonAfter, workingTime } from "../world/calendar.ts";
import type { Process } from "../world/process.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";

/** A process that does something at a time (ms since 1970). */
export interface Deed {
  readonly process: Process;
  readonly time: number;
}

/** Which programs act in a table, and how much, relative to each other. */
export type Actors = readonly (readonly [program: string, share: number])[];

/** What everyday processes of the given programs do, `count` times, in no order. */
export function everydayDeeds(world: World, random: Random, actors: Actors, count: number): readonly Deed[] {
  const byProgram = new Map(actors.map(([program]) => [program, new Array<Process>()]));
  const started = world.processes();
  for (const process of started) byProgram.get(process.program.fileName)?.push(process);
  const residents = world.devices.flatMap((device) => [...world.residentsOf(device).values()]);
  for (const process of residents) byProgram.get(process.program.fileName)?.push(process);
  const choices = actors.map(([program, share]) => [byProgram.get(program) ?? [], share] as const);
  return Array.from({ length: count }, () => {
    const process = random.pick(random.weighted(choices));
    return { process, time: timeOf(process, world, random) };
  });
}

function timeOf({ created, device, sessionId }: Process, { calendar }: World, random: Random): number {
  if (created >= calendar.start) return soonAfter(calendar, random, created, 3 * HOUR_MS);
  return sessionId === 0 ? anyTime(calendar, random) : workingTime(calendar, random, device.office.utcOffset);
}
