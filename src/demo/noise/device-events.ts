import type { Cell } from "../../table/table.ts";
import { accountCells, eventCells, fileCells, initiatorCells, processCells } from "../process-cells.ts";
import type { AnyRow, Row } from "../rows.ts";
import { fill } from "../world/fill.ts";
import type { Process } from "../world/process.ts";
import { fileIdentity } from "../world/program.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { type Actors, type Deed, everydayDeeds } from "./actors.ts";
import { dnsNames, webHosts } from "./hosts.ts";

const COUNT = 5000;

type Fields = Readonly<Record<string, string | number | boolean>>;

/** An event of the table that holds everything else. */
export function deviceEvent(
  { process, time }: Deed,
  action: string,
  cells: Row<"DeviceEvents">,
  random: Random,
  fields: Fields = {},
): readonly Row<"DeviceEvents">[] {
  const AdditionalFields: Cell = fields;
  const about = { ActionType: action, AdditionalFields, InitiatingProcessLogonId: process.logonId };
  return [eventCells(process.device, time, random), about, cells, initiatorCells(process)];
}

/** One process that opens another: what credential thieves do to lsass.exe, and what protection software does all day. */
export function processOpened(
  deed: Deed,
  target: Process,
  desiredAccess: number,
  random: Random,
): AnyRow<"DeviceEvents"> {
  return deviceEvent(deed, "OpenProcessApiCall", processCells(target), random, { DesiredAccess: desiredAccess });
}

type MakeEvent = (deed: Deed, random: Random, world: World) => AnyRow<"DeviceEvents">;

const dnsQuery: MakeEvent = (deed, random) => {
  const name = random.pick(dnsNames);
  return deviceEvent(deed, "DnsQueryResponse", { RemoteUrl: name }, random, {
    DnsQueryString: name,
    DnsQueryResult: "[]",
  });
};

const browserLaunched: MakeEvent = (deed, random) => {
  const [host] = random.pick(webHosts);
  return deviceEvent(deed, "BrowserLaunchedToOpenUrl", { RemoteUrl: `https://${host}/${random.hex(6)}` }, random);
};

const powerShellCommand: MakeEvent = (deed, random) => {
  const command = random.pick([
    "Get-Service",
    "Get-ChildItem",
    "Get-CimInstance",
    "Test-Path",
    "Out-File",
    "Get-Process",
  ]);
  return deviceEvent(deed, "PowerShellCommand", {}, random, { Command: command });
};

const namedPipe: MakeEvent = (deed, random) => {
  const fields = {
    PipeName: String.raw`\Device\NamedPipe\wkssvc`,
    FileOperation: "File opened",
    ThreadId: random.int(400, 9000),
  };
  return deviceEvent(deed, "NamedPipeEvent", {}, random, fields);
};

const usbMounted: MakeEvent = (deed, random) => {
  const fields = {
    DriveLetter: "E:",
    ProductName: "Pocket drive",
    SerialNumber: random.hex(12),
    Manufacturer: "Example",
  };
  return deviceEvent(deed, "UsbDriveMounted", {}, random, fields);
};

const pnpConnected: MakeEvent = (deed, random) => {
  const fields = {
    ClassName: random.pick(["HIDClass", "Monitor", "DiskDrive", "Bluetooth"]),
    DeviceDescription: "Example device",
  };
  return deviceEvent(deed, "PnpDeviceConnected", {}, random, fields);
};

const scanCompleted: MakeEvent = (deed, random) =>
  deviceEvent(deed, "AntivirusScanCompleted", {}, random, { ScanTypeIndex: "Quick", ScanId: random.guid() });

const asrAudited: MakeEvent = (deed, random) => {
  const cells = {
    FileName: "splwow64.exe",
    FolderPath: String.raw`C:\Windows`,
    ...fileCells(fileIdentity("splwow64.exe")),
  };
  return deviceEvent(deed, "AsrOfficeChildProcessAudited", cells, random, {
    RuleId: "d4f940ab-401b-4efc-aadc-ad5f3c50688a",
  });
};

const taskCreated: MakeEvent = (deed, random) =>
  deviceEvent(deed, "ScheduledTaskCreated", accountCells(deed.process.account), random, {
    TaskName: String.raw`\Rigger\Inventory`,
  });

const lsassOpened: MakeEvent = (deed, random, world) => {
  const target = world.residentsOf(deed.process.device).get("lsass.exe");
  return target === undefined ? dnsQuery(deed, random, world) : processOpened(deed, target, 4096, random);
};

const smartScreen: MakeEvent = (deed, random) =>
  deviceEvent(deed, "SmartScreenUrlWarning", { RemoteUrl: "https://prizes.example.net/win" }, random, {
    Experience: "Untrusted",
  });

const ldapSearch: MakeEvent = (deed, random) => {
  const fields = {
    AttributeList: "displayName;mail",
    DistinguishedName: "DC=corp,DC=halvern,DC=example",
    SearchFilter: fill("(&(objectClass=user)(cn=%n%))", random),
  };
  return deviceEvent(deed, "LdapSearch", {}, random, fields);
};

/** The actions, by the program that acts, with their shares. */
const actions: Readonly<Record<string, readonly (readonly [MakeEvent, number])[]>> = {
  "msedge.exe": [
    [dnsQuery, 90],
    [smartScreen, 1],
  ],
  "outlook.exe": [
    [browserLaunched, 60],
    [dnsQuery, 40],
  ],
  "explorer.exe": [
    [pnpConnected, 30],
    [usbMounted, 12],
    [dnsQuery, 30],
    [browserLaunched, 20],
  ],
  "svchost.exe": [
    [dnsQuery, 50],
    [namedPipe, 40],
    [taskCreated, 2],
  ],
  "powershell.exe": [
    [powerShellCommand, 90],
    [ldapSearch, 10],
  ],
  "msmpeng.exe": [
    [scanCompleted, 30],
    [lsassOpened, 40],
  ],
  "winword.exe": [
    [asrAudited, 10],
    [dnsQuery, 90],
  ],
  "mssense.exe": [
    [lsassOpened, 60],
    [dnsQuery, 40],
  ],
};

const actors: Actors = [
  ["msedge.exe", 22],
  ["outlook.exe", 14],
  ["explorer.exe", 12],
  ["svchost.exe", 24],
  ["powershell.exe", 14],
  ["msmpeng.exe", 8],
  ["winword.exe", 3],
  ["mssense.exe", 5],
];

/** What else goes on on devices: names resolved, scans, commands, drives, protection that opens lsass.exe. */
export function deviceEvents(world: World): readonly AnyRow<"DeviceEvents">[] {
  const random = world.random("DeviceEvents");
  return everydayDeeds(world, random, actors, COUNT).map((deed) => {
    const make = random.weighted(actions[deed.process.program.fileName] ?? []);
    return make(deed, random, world);
  });
}
