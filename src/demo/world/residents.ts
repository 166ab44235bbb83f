import { systemAccounts } from "./account.ts";
import type { Device } from "./devices.ts";
import { type Process, startChild, startResident } from "./process.ts";
import type { Programs } from "./program.ts";
import type { Random } from "./random.ts";

/** The processes that run on a device from its start on, by file name. */
export type Residents = ReadonlyMap<string, Process>;

const SERVICES = ["svchost.exe", "lsass.exe", "msmpeng.exe", "mssense.exe", "riggeragent.exe", "wmiprvse.exe"];
const SERVER_SERVICES = ["safekeepd.exe", "oakdb.exe", "w3wp.exe"];

/** What runs on a device since `started` (ms since 1970). */
export function createResidents(device: Device, started: number, programs: Programs, random: Random): Residents {
  return new Map(
    (device.isWindows ? windowsResidents : unixResidents)(device, started, programs, random).map((process) => [
      process.program.fileName,
      process,
    ]),
  );
}

function windowsResidents(device: Device, started: number, programs: Programs, random: Random): readonly Process[] {
  const system = { account: systemAccounts.system, sessionId: 0 };
  const root = startResident(device, { program: programs("services.exe"), created: started, ...system }, random);
  const names = device.role === "workstation" ? SERVICES : [...SERVICES, ...SERVER_SERVICES];
  const services = names.map((name) => {
    const created = started + random.int(1000, 90_000);
    return startChild(root, { program: programs(name), created, ...argsOf(name) }, random);
  });
  const { owner } = device;
  if (owner === undefined) return [root, ...services];
  const session = { account: owner.account, sessionId: 1 };
  const created = started + random.int(60_000, 600_000);
  const shell = startResident(device, { program: programs("explorer.exe"), created, ...session }, random);
  return [root, ...services, shell];
}

const argsOf = (name: string) => (name === "svchost.exe" ? { args: "-k netsvcs -p -s Schedule" } : {});

function unixResidents(device: Device, started: number, programs: Programs, random: Random): readonly Process[] {
  const { owner } = device;
  const account = owner?.account ?? { ...systemAccounts.system, name: "root", domain: device.shortName, sid: "" };
  const names = device.os.platform === "macOS" ? ["launchd"] : ["systemd", "sshd", "cron"];
  return names.map((name) =>
    startResident(device, { program: programs(name), created: started, account, sessionId: 0 }, random),
  );
}
