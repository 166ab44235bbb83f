import { connection, inbound } from "../noise/device-network-events.ts";
import { logonEvent } from "../noise/device-logon-events.ts";
import { processCreated } from "../noise/device-process-events.ts";
import { directoryChangeRow } from "../noise/identity-directory-events.ts";
import { directoryLogonRow } from "../noise/identity-logon-events.ts";
import type { Rows } from "../rows.ts";
import type { Device } from "../world/devices.ts";
import type { World } from "../world/world.ts";
import { traces } from "./adversary.ts";
import type { Cast } from "./cast.ts";
import type { Intrusion } from "./intrusion.ts";

const STEP_MS = 97_000;

/** The stolen account at five servers within minutes, a command on the file server, and a group that gains a member. */
export function lateralMovement(world: World, cast: Cast, intrusion: Intrusion): Rows {
  const random = world.random("lateral movement");
  const { visited, stolenAdmin, victim, controller } = cast;
  const visits = visited.map((device, index) => ({
    device,
    time: world.calendar.attackTime(0, "10:31:02") + index * STEP_MS,
  }));
  const logon = { account: stolenAdmin, from: victim.device } as const;
  return {
    DeviceLogonEvents: visits.map(({ device, time }) =>
      logonEvent(world, { ...logon, device, time, type: "Network", protocol: "NTLM", isLocalAdmin: true }, random),
    ),
    IdentityLogonEvents: visits.map(({ device, time }) =>
      directoryLogonRow(
        { ...logon, time, controller, target: device, protocol: "Ntlm", type: "Credentials validation" },
        random,
      ),
    ),
    DeviceNetworkEvents: visits.flatMap(({ device, time }) => {
      const deed = { process: intrusion.elevated, time: time - 200 };
      return [connection(deed, [device.name, device.ip, 445], random), ...accepted(world, cast, device, time, random)];
    }),
    DeviceProcessEvents: [intrusion.remoteStart, intrusion.onServer.shell].map((process) =>
      processCreated(process, random),
    ),
    IdentityDirectoryEvents: [groupChange(world, cast, random)],
  };
}

function accepted(world: World, { victim }: Cast, device: Device, time: number, random: ReturnType<World["random"]>) {
  const process = world.residentsOf(device).get("services.exe");
  return process === undefined ? [] : [inbound({ process, time }, { ip: victim.device.ip, port: 445 }, random)];
}

function groupChange(world: World, { stolenAdmin, fileServer, controller }: Cast, random: ReturnType<World["random"]>) {
  const target = world.services.find(({ name }) => name === traces.addedAccount) ?? stolenAdmin;
  const change = { actor: stolenAdmin, from: fileServer, controller, target, group: traces.group };
  return directoryChangeRow(
    { ...change, time: world.calendar.attackTime(0, "13:22:41"), action: "Group Membership changed" },
    random,
  );
}
