import { type Account, domainAccount, serviceAccounts } from "./account.ts";
import { type Calendar, createCalendar } from "./calendar.ts";
import { type Device, createDevices } from "./devices.ts";
import { bootTime, createEverydayProcesses } from "./everyday-processes.ts";
import { createEverydayMails } from "./everyday-mails.ts";
import type { Mail } from "./mail.ts";
import { type Person, createPeople } from "./people.ts";
import type { Process } from "./process.ts";
import { type Programs, createPrograms } from "./program.ts";
import { type Random, createRandom } from "./random.ts";
import { type Residents, createResidents } from "./residents.ts";

/** What the tables of the demo tenant have in common. Everything follows from the seed and the time; nothing in it changes. */
export interface World {
  readonly calendar: Calendar;
  readonly people: readonly Person[];
  /** Accounts that no person uses. */
  readonly services: readonly Account[];
  /** One workstation a person, in the order of `people`, then the servers. */
  readonly devices: readonly Device[];
  /** Every person with the device they work on. */
  readonly workplaces: readonly Workplace[];
  /** Windows servers that are no domain controllers. */
  readonly servers: readonly Device[];
  readonly controllers: readonly Device[];
  readonly programs: Programs;
  /** A stream of choices of its own for each purpose, so that tables do not depend on the order in which they are made. */
  readonly random: (purpose: string) => Random;
  readonly residentsOf: (device: Device) => Residents;
  /** What people and machines start day by day; made when first asked for. */
  processes(): readonly Process[];
  /** What people write and get day by day; made when first asked for. */
  mails(): readonly Mail[];
}

export interface Workplace {
  readonly person: Person;
  readonly device: Device;
}

/** @param now end of the data, ms since 1970 */
export function createWorld(seed: string, now: number): World {
  const random = (purpose: string) => createRandom(`${seed} ${purpose}`);
  const calendar = createCalendar(now);
  const people = createPeople(random("people"), now);
  const devices = createDevices(people, random("devices"));
  const programs = createPrograms();
  const residents = new Map<Device, Residents>();
  const residentsOf = (device: Device) => {
    const known = residents.get(device);
    if (known !== undefined) return known;
    const stream = random(`residents ${device.id}`);
    const made = createResidents(device, bootTime(calendar, stream), programs, stream);
    residents.set(device, made);
    return made;
  };
  let processes: readonly Process[] | undefined;
  let mails: readonly Mail[] | undefined;
  return {
    calendar,
    people,
    services: createServices(random("services")),
    devices,
    workplaces: devices.flatMap((device) => (device.owner === undefined ? [] : [{ person: device.owner, device }])),
    servers: devices.filter(({ role, isWindows }) => role === "server" && isWindows),
    controllers: devices.filter(({ role }) => role === "domain controller"),
    programs,
    random,
    residentsOf,
    processes: () =>
      (processes ??= createEverydayProcesses({ calendar, devices, programs, residentsOf }, random("processes"))),
    mails: () => (mails ??= createEverydayMails(calendar, people, random("mails"))),
  };
}

function createServices(random: Random): readonly Account[] {
  return serviceAccounts.map(([name, purpose], index) => domainAccount(name, purpose, 1600 + index, random));
}
