import type { Cell } from "../table/table.ts";
import type { Account } from "./world/account.ts";
import { timeCell } from "./world/calendar.ts";
import type { Device } from "./world/devices.ts";
import type { Process } from "./world/process.ts";
import type { FileIdentity } from "./world/program.ts";
import type { Random } from "./world/random.ts";

/** `TokenElevationTypeDefault` and so on, by what the process may do. */
const elevationOf = ({ integrity }: Process) =>
  integrity === "High"
    ? "TokenElevationTypeFull"
    : integrity === "Medium"
      ? "TokenElevationTypeLimited"
      : "TokenElevationTypeDefault";

/** The columns every row of a device table begins with. `ReportId` is unique with device and time. */
export function eventCells(device: Device, time: number, random: Random) {
  return {
    Timestamp: timeCell(time),
    DeviceId: device.id,
    DeviceName: device.name,
    ReportId: random.int(1000, 9_999_999),
  };
}

/** The columns of a file by its content. */
export function fileCells({ sha1, sha256, md5, size }: FileIdentity) {
  return { SHA1: sha1, SHA256: sha256, MD5: md5, FileSize: size };
}

/** `AccountName`, `AccountDomain`, `AccountSid`. */
export function accountCells({ name, domain, sid }: Account) {
  return { AccountName: name, AccountDomain: domain, AccountSid: sid };
}

/** The columns of the acting process that all device tables have. */
export function initiatorCells(process: Process) {
  const { program, account, parent, remoteSession } = process;
  return {
    InitiatingProcessAccountDomain: account.domain,
    InitiatingProcessAccountName: account.name,
    InitiatingProcessAccountSid: account.sid,
    InitiatingProcessAccountUpn: account.upn,
    InitiatingProcessAccountObjectId: account.objectId,
    InitiatingProcessSHA1: program.sha1,
    InitiatingProcessSHA256: program.sha256,
    InitiatingProcessMD5: program.md5,
    InitiatingProcessFileName: program.fileName,
    InitiatingProcessFileSize: program.size,
    InitiatingProcessVersionInfoCompanyName: program.company,
    InitiatingProcessVersionInfoProductName: program.product,
    InitiatingProcessVersionInfoProductVersion: program.version,
    InitiatingProcessVersionInfoInternalFileName: program.originalName.replace(/\.exe$/, ""),
    InitiatingProcessVersionInfoOriginalFileName: program.originalName,
    InitiatingProcessVersionInfoFileDescription: program.description,
    InitiatingProcessId: process.id,
    InitiatingProcessCommandLine: process.commandLine,
    InitiatingProcessCreationTime: timeCell(process.created),
    InitiatingProcessFolderPath: process.path.toLowerCase(),
    InitiatingProcessParentFileName: parent?.program.fileName ?? null,
    InitiatingProcessParentId: parent?.id ?? null,
    InitiatingProcessParentCreationTime: parent === undefined ? null : timeCell(parent.created),
    InitiatingProcessSessionId: process.sessionId,
    IsInitiatingProcessRemoteSession: remoteSession !== undefined,
    InitiatingProcessRemoteSessionDeviceName: remoteSession?.deviceName ?? null,
    InitiatingProcessRemoteSessionIP: remoteSession?.ip ?? null,
    InitiatingProcessUniqueId: process.uniqueId,
  } satisfies Readonly<Record<string, Cell>>;
}

/** The columns of the acting process's rights, which all device tables but `DeviceEvents` have. */
export function initiatorRights(process: Process) {
  return {
    InitiatingProcessIntegrityLevel: process.integrity,
    InitiatingProcessTokenElevation: elevationOf(process),
  };
}

/** The columns of a process that an event is about: created, opened, injected into. */
export function processCells(process: Process) {
  const { program, account } = process;
  return {
    FileName: program.fileName,
    FolderPath: process.path,
    SHA1: program.sha1,
    SHA256: program.sha256,
    MD5: program.md5,
    FileSize: program.size,
    ProcessId: process.id,
    ProcessCommandLine: process.commandLine,
    ProcessCreationTime: timeCell(process.created),
    ProcessTokenElevation: elevationOf(process),
    AccountName: account.name,
    AccountDomain: account.domain,
    AccountSid: account.sid,
    LogonId: process.logonId,
    CreatedProcessSessionId: process.sessionId,
    IsProcessRemoteSession: process.remoteSession !== undefined,
    ProcessRemoteSessionDeviceName: process.remoteSession?.deviceName ?? null,
    ProcessRemoteSessionIP: process.remoteSession?.ip ?? null,
  } satisfies Readonly<Record<string, Cell>>;
}
