import { connection } from "../noise/device-network-events.ts";
import { logonEvent } from "../noise/device-logon-events.ts";
import { processCreated } from "../noise/device-process-events.ts";
import { apps } from "../noise/apps.ts";
import { type SignIn, formerSignInRow, signInRow } from "../noise/entra-sign-ins.ts";
import { userAgents } from "../noise/user-agents.ts";
import type { Rows } from "../rows.ts";
import { systemAccounts } from "../world/account.ts";
import { HOUR_MS, MINUTE_MS, isWorkday } from "../world/calendar.ts";
import type { Device } from "../world/devices.ts";
import { officePlace, sprayingHost, vpnExit } from "../world/places.ts";
import { startChild } from "../world/process.ts";
import { createRandom, type Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import type { Cast } from "./cast.ts";

/** Servers that the monthly maintenance visits. */
export const MAINTAINED = 8;
/** Accounts at which passwords are tried in vain. */
export const SPRAYED = 64;

/** Looks like lateral movement, and is an administrator at work: PsExec from the jump host to one server after the other. */
export function maintenance(world: World, { maintenanceAdmin, jumpHost }: Cast): Rows {
  const random = world.random("maintenance");
  const begin = world.calendar.attackTime(-2, "19:00");
  const visits = world.servers.slice(0, MAINTAINED).map((server, index) => {
    const time = begin + index * 4 * MINUTE_MS;
    return { server, time, ...maintain(world, { server, time, maintenanceAdmin, jumpHost }, random) };
  });
  return {
    DeviceProcessEvents: visits.flatMap(({ processes }) => processes.map((process) => processCreated(process, random))),
    DeviceLogonEvents: visits.map(({ server, time }) => {
      const logon = { device: server, time, account: maintenanceAdmin, from: jumpHost } as const;
      return logonEvent(world, { ...logon, type: "Network", protocol: "Kerberos", isLocalAdmin: true }, random);
    }),
    DeviceNetworkEvents: visits.map(({ server, time, tool }) =>
      connection({ process: tool, time }, [server.name, server.ip, 445], random),
    ),
  };
}

interface Visit extends Pick<Cast, "maintenanceAdmin" | "jumpHost"> {
  readonly server: Device;
  readonly time: number;
}

function maintain(world: World, { server, time, maintenanceAdmin, jumpHost }: Visit, random: Random) {
  const { programs } = world;
  const [here, there] = [jumpHost, server].map((device) => world.residentsOf(device).get("services.exe"));
  if (here === undefined || there === undefined) throw new RangeError("services.exe runs on every Windows server.");
  const args = String.raw`\\${server.shortName} -s cmd /c "C:\Tools\patch-day.cmd"`;
  const rights = { account: maintenanceAdmin, integrity: "High" } as const;
  const tool = startChild(here, { program: programs("psexec64.exe"), created: time, args, ...rights }, random);
  const system = { account: systemAccounts.system } as const;
  const service = startChild(there, { program: programs("psexesvc.exe"), created: time + 1500, ...system }, random);
  const command = String.raw`/c "C:\Tools\patch-day.cmd"`;
  const shell = startChild(
    service,
    { program: programs("cmd.exe"), created: time + 1900, args: command, ...system },
    random,
  );
  return { tool, processes: [tool, service, shell] };
}

/** Looks like impossible travel, and is a salesman with a VPN: the same managed device, a session of its own, MFA. */
export function vpnUser(world: World, { traveller }: Cast): Rows {
  const random = world.random("vpn user");
  const { person, device } = traveller;
  const days = world.calendar.days.filter((day) => isWorkday(day) && day + 10 * HOUR_MS < world.calendar.now);
  const signIns = days
    .filter((day) => day > world.calendar.start)
    .flatMap((day): readonly SignIn[] => {
      const time = day + 8 * HOUR_MS + random.int(0, 40 * MINUTE_MS);
      const common = { account: person.account, device, passwordChanged: person.passwordChanged, mfa: true } as const;
      const session = (name: string) => createRandom(`${name} ${day}`).guid();
      return [
        {
          ...common,
          time,
          app: apps.outlook,
          place: officePlace(person.office),
          sessionId: session("office"),
          interactive: true,
        },
        {
          ...common,
          time: time + 25 * MINUTE_MS,
          app: apps.teams,
          place: vpnExit,
          sessionId: session("vpn"),
          interactive: true,
          risk: 10,
        },
      ];
    })
    .map((signIn) => signInRow(signIn, random));
  return signInRows(signIns);
}

/** Passwords tried from outside, one an account; none is right. */
export function passwordSpray(world: World): Rows {
  const random = world.random("password spray");
  const begin = world.calendar.attackTime(-3, "02:10");
  const signIns = world.people.slice(0, SPRAYED).map(({ account, passwordChanged }, index) =>
    signInRow(
      {
        time: begin + index * 41_000 + random.int(0, 9000),
        account,
        app: apps.office,
        place: sprayingHost,
        device: undefined,
        sessionId: random.guid(),
        interactive: true,
        userAgent: userAgents.script,
        errorCode: 50_126,
        risk: 10,
        passwordChanged,
      },
      random,
    ),
  );
  return signInRows(signIns);
}

function signInRows(signIns: readonly ReturnType<typeof signInRow>[]): Rows {
  return { EntraIdSignInEvents: signIns, AADSignInEventsBeta: signIns.map(formerSignInRow) };
}
