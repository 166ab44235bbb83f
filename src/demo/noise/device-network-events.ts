import { eventCells, initiatorCells, initiatorRights } from "../process-cells.ts";
import type { AnyRow, Row } from "../rows.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { type Actors, type Deed, everydayDeeds } from "./actors.ts";
import { type RemoteHost, dnsNames, programHosts } from "./hosts.ts";

const COUNT = 8500;

const actors: Actors = [
  ["msedge.exe", 30],
  ["fernlake.exe", 10],
  ["outlook.exe", 12],
  ["winword.exe", 3],
  ["excel.exe", 3],
  ["onedrive.exe", 8],
  ["parley.exe", 10],
  ["wagonette.exe", 12],
  ["svchost.exe", 12],
  ["msmpeng.exe", 4],
  ["mssense.exe", 6],
  ["riggeragent.exe", 4],
  ["powershell.exe", 3],
  ["lsass.exe", 6],
  ["safekeepd.exe", 3],
  ["robocopy.exe", 2],
  ["mstsc.exe", 1],
  ["Fernlake", 2],
  ["curl", 1],
  ["python3", 2],
];

const isPrivate = (ip: string) => ip.startsWith("10.");

/** A connection of a process to a host. */
export function connection(deed: Deed, host: RemoteHost, random: Random): AnyRow<"DeviceNetworkEvents"> {
  return byProcess(deed, connectionCells(deed, host, random));
}

/** A connection that a process of this device took from another machine. */
export function inbound(
  deed: Deed,
  remote: { readonly ip: string; readonly port: number },
  random: Random,
): AnyRow<"DeviceNetworkEvents"> {
  const cells = connectionCells(deed, ["", remote.ip, random.int(49_152, 65_535)], random);
  return byProcess(deed, { ...cells, ActionType: "InboundConnectionAccepted", LocalPort: remote.port });
}

const byProcess = ({ process }: Deed, cells: Row<"DeviceNetworkEvents">) => [
  cells,
  initiatorCells(process),
  initiatorRights(process),
];

function connectionCells({ process, time }: Deed, [name, ip, port]: RemoteHost, random: Random) {
  return {
    ...eventCells(process.device, time, random),
    ActionType: "ConnectionSuccess",
    RemoteIP: ip,
    RemotePort: port,
    RemoteUrl: name,
    LocalIP: process.device.ip,
    LocalPort: random.int(49_152, 65_535),
    Protocol: port === 123 || port === 3478 ? "Udp" : "Tcp",
    LocalIPType: "Private",
    RemoteIPType: isPrivate(ip) ? "Private" : "Public",
  };
}

type Outcome = (cells: ReturnType<typeof connectionCells>, random: Random) => Row<"DeviceNetworkEvents">;

const succeeded: Outcome = (cells) => cells;

const failed: Outcome = (cells) => ({ ...cells, ActionType: "ConnectionFailed" });

const httpInspected: Outcome = (cells) => {
  const AdditionalFields = {
    direction: "Out",
    host: cells.RemoteUrl,
    method: "GET",
    status_code: "200",
    uri: "/status",
  };
  return { ...cells, ActionType: "HttpConnectionInspected", RemotePort: 80, AdditionalFields };
};

const dnsInspected: Outcome = (cells, random) => ({
  ...cells,
  ActionType: "DnsConnectionInspected",
  RemoteIP: "10.20.0.11",
  RemotePort: 53,
  RemoteUrl: "",
  RemoteIPType: "Private",
  Protocol: "Udp",
  AdditionalFields: { direction: "Out", query: random.pick(dnsNames), qtype_name: "A", rcode_name: "NOERROR" },
});

const outcomes: readonly (readonly [Outcome, number])[] = [
  [succeeded, 84],
  [failed, 5],
  [httpInspected, 4],
  [dnsInspected, 7],
];

/** Where programs connect to day by day, and what servers accept. */
export function deviceNetworkEvents(world: World): readonly AnyRow<"DeviceNetworkEvents">[] {
  const random = world.random("DeviceNetworkEvents");
  const outgoing = everydayDeeds(world, random, actors, COUNT).map((deed) => {
    const host = random.pick(programHosts[deed.process.program.fileName] ?? []);
    return byProcess(deed, random.weighted(outcomes)(connectionCells(deed, host, random), random));
  });
  return [...outgoing, ...accepted(world, random)];
}

/** What listens on servers, and where. */
const listeners: Actors = [
  ["w3wp.exe", 3],
  ["oakdb.exe", 1],
  ["lsass.exe", 3],
];
const ports: Readonly<Record<string, number>> = { "w3wp.exe": 443, "oakdb.exe": 5433, "lsass.exe": 88 };

function accepted(world: World, random: Random): readonly AnyRow<"DeviceNetworkEvents">[] {
  return everydayDeeds(world, random, listeners, COUNT / 20)
    .filter(({ process }) => process.device.role !== "workstation")
    .map((deed) => {
      const port = ports[deed.process.program.fileName] ?? 445;
      return inbound(deed, { ip: random.pick(world.workplaces).device.ip, port }, random);
    });
}
