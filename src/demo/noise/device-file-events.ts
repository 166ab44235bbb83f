import { eventCells, fileCells, initiatorCells, initiatorRights } from "../process-cells.ts";
import type { AnyRow, Row } from "../rows.ts";
import { fill } from "../world/fill.ts";
import type { Process } from "../world/process.ts";
import { fileIdentity } from "../world/program.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { type Actors, type Deed, everydayDeeds } from "./actors.ts";
import { webHosts } from "./hosts.ts";

const COUNT = 5500;

type Place = readonly [action: string, folder: string, name: string];

/** What programs do to files; `%user%` is the profile folder. */
const places: Readonly<Record<string, readonly Place[]>> = {
  "msedge.exe": [
    ["FileCreated", String.raw`%user%\Downloads`, "%topic% %n%.pdf"],
    ["FileRenamed", String.raw`%user%\Downloads`, "%topic% %n%.xlsx"],
    ["FileCreated", String.raw`%user%\AppData\Local\Microsoft\Edge\User Data\Default\Cache`, "f_00%n%"],
  ],
  "fernlake.exe": [["FileCreated", String.raw`%user%\Downloads`, "%topic% %n%.zip"]],
  "outlook.exe": [
    ["FileCreated", String.raw`%user%\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\K%n%`, "%topic%.docx"],
    ["FileCreated", String.raw`%user%\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\K%n%`, "%topic%.pdf"],
  ],
  "winword.exe": [
    ["FileModified", String.raw`%user%\Documents`, "%topic% %n%.docx"],
    ["FileCreated", String.raw`%user%\Documents`, "~$%topic% %n%.docx"],
    ["FileDeleted", String.raw`%user%\Documents`, "~$%topic% %n%.docx"],
  ],
  "excel.exe": [
    ["FileModified", String.raw`%user%\Documents`, "%topic% %n%.xlsx"],
    ["FileCreated", String.raw`\\hv-fs-01\%share%`, "%topic% %n%.xlsx"],
  ],
  "onedrive.exe": [["FileModified", String.raw`%user%\OneDrive - Halvern`, "%topic% %n%.docx"]],
  "7z.exe": [["FileCreated", String.raw`%user%\Documents\unpacked %n%`, "%topic%.csv"]],
  "powershell.exe": [["FileCreated", String.raw`C:\Windows\Temp`, "__PSScriptPolicyTest_%n%.ps1"]],
  "msiexec.exe": [
    ["FileCreated", String.raw`C:\Program Files\Wagonette`, "wagonette-%n%.dll"],
    ["FileCreated", String.raw`C:\Windows\Installer`, "package-%n%.msi"],
  ],
  "robocopy.exe": [["FileCreated", String.raw`\\hv-bkp-01\stage\%share%`, "%topic% %n%.docx"]],
  "svchost.exe": [["FileCreated", String.raw`C:\Windows\Prefetch`, "TASK-%n%.pf"]],
  "msmpeng.exe": [["FileModified", String.raw`C:\ProgramData\Microsoft\Windows Defender\Support`, "MPLog-%n%.log"]],
  python3: [["FileCreated", "/var/log/metrics", "metrics-%n%.json"]],
};

const actors: Actors = [
  ["msedge.exe", 20],
  ["fernlake.exe", 6],
  ["outlook.exe", 14],
  ["winword.exe", 16],
  ["excel.exe", 14],
  ["onedrive.exe", 12],
  ["7z.exe", 2],
  ["powershell.exe", 6],
  ["msiexec.exe", 4],
  ["robocopy.exe", 8],
  ["svchost.exe", 8],
  ["msmpeng.exe", 3],
  ["python3", 2],
];

/** A file as a process touches it. The path and name may hold `%user%`, the profile folder of who runs the process. */
export function fileEvent(
  deed: Deed,
  file: { readonly action: string; readonly folder: string; readonly name: string; readonly content?: string },
  random: Random,
): readonly Row<"DeviceFileEvents">[] {
  const { process, time } = deed;
  const folder = file.folder.replace("%user%", profileOf(process));
  const separator = folder.startsWith("/") ? "/" : "\\";
  const touched = {
    ...eventCells(process.device, time, random),
    ActionType: file.action,
    FileName: file.name,
    FolderPath: `${folder}${separator}${file.name}`,
    ...(file.action === "FileDeleted" ? {} : fileCells(fileIdentity(file.content ?? file.name))),
    RequestProtocol: folder.startsWith("\\\\") ? "Smb" : "Local",
    RequestAccountName: process.account.name,
    RequestAccountDomain: process.account.domain,
    RequestAccountSid: process.account.sid,
    IsAzureInfoProtectionApplied: false,
    AdditionalFields: {},
  };
  return [touched, initiatorCells(process), initiatorRights(process)];
}

const profileOf = ({ account }: Process) => `C:\\Users\\${account.name}`;

/** Downloads, documents, logs and packages that programs write day by day. */
export function deviceFileEvents(world: World): readonly AnyRow<"DeviceFileEvents">[] {
  const random = world.random("DeviceFileEvents");
  return everydayDeeds(world, random, actors, COUNT).map((deed) => {
    const program = deed.process.program.fileName;
    const [action, folder, template] = random.pick(places[program] ?? []);
    const name = fill(template, random);
    const row = fileEvent(deed, { action, folder: fill(folder, random), name }, random);
    return [...row, originCells(folder, random), renameCells(action, name)];
  });
}

function originCells(folder: string, random: Random): Row<"DeviceFileEvents"> {
  if (!folder.endsWith("Downloads")) return {};
  const [host, ip] = random.pick(webHosts);
  return {
    FileOriginUrl: `https://${host}/files/${random.hex(8)}`,
    FileOriginReferrerUrl: `https://${host}/`,
    FileOriginIP: ip,
  };
}

function renameCells(action: string, name: string): Row<"DeviceFileEvents"> {
  return action === "FileRenamed" ? { PreviousFileName: `${name}.part` } : {};
}
