import type { Account } from "./account.ts";
import type { Device } from "./devices.ts";
import type { Program } from "./program.ts";
import type { Random } from "./random.ts";

export type Integrity = "Low" | "Medium" | "High" | "System";

/** Where a process was started from, when its session is a remote one. */
export interface RemoteSession {
  readonly deviceName: string;
  readonly ip: string;
}

export interface Process {
  readonly device: Device;
  readonly program: Program;
  /** Path of the image, including its name. */
  readonly path: string;
  readonly commandLine: string;
  readonly account: Account;
  readonly integrity: Integrity;
  readonly id: number;
  /** Unique on the device. */
  readonly uniqueId: string;
  /** When it started, ms since 1970. */
  readonly created: number;
  /** Windows session: 0 for services. */
  readonly sessionId: number;
  readonly logonId: number;
  readonly remoteSession: RemoteSession | undefined;
  readonly parent: Process | undefined;
}

/** What is to be said of a new process; the rest it has from its parent, or by chance. */
export interface ProcessStart {
  readonly program: Program;
  readonly created: number;
  /** Arguments after the program's name; none unless given. */
  readonly args?: string;
  readonly account?: Account;
  readonly integrity?: Integrity;
  readonly remoteSession?: RemoteSession;
}

/** A process that another one starts. */
export function startChild(parent: Process, start: ProcessStart, random: Random): Process {
  const { device, account, integrity, sessionId, logonId, remoteSession } = parent;
  const inherited = { device, account, integrity, sessionId, logonId, remoteSession, parent };
  return { ...inherited, ...imageOf(start, start.account ?? account), ...start, ...identifiers(random) };
}

/** A process without a known parent: what runs since the device was started. */
export function startResident(
  device: Device,
  start: ProcessStart & { readonly account: Account; readonly sessionId: number },
  random: Random,
): Process {
  const integrity = start.sessionId === 0 ? "System" : "Medium";
  const rest = { device, integrity, logonId: random.int(0x10_000, 0xfff_fff), remoteSession: undefined } as const;
  return { ...rest, ...imageOf(start, start.account), ...start, ...identifiers(random), parent: undefined };
}

function imageOf({ program, args }: ProcessStart, account: Account) {
  const separator = program.folder.startsWith("/") ? "/" : "\\";
  const folder = program.folder.replace("%user%", `C:\\Users\\${account.name}`);
  const path = `${folder}${separator}${program.fileName}`;
  const image = path.includes(" ") ? `"${path}"` : program.fileName;
  return { path, commandLine: args === undefined || args === "" ? image : `${image} ${args}` };
}

function identifiers(random: Random) {
  return { id: random.int(300, 7000) * 4, uniqueId: String(random.int(2 ** 40, 2 ** 48)) };
}
