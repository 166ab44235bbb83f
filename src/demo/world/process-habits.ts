import type { Device } from "./devices.ts";

/** A program started with one of some argument templates ({@link fill}). */
export type Step = readonly [program: string, ...args: readonly string[]];

/** Something that goes on again and again: a chain of processes below one that runs all the time. */
export interface ProcessHabit {
  /** The resident at which the chain begins. */
  readonly from: string;
  readonly steps: readonly Step[];
  readonly where: (device: Device) => boolean;
  /** How often, relative to the others. */
  readonly share: number;
}

const workstations = (device: Device) => device.isWindows && device.role === "workstation";
const administrators = (device: Device) => workstations(device) && device.owner?.department === "IT";
const servers = (device: Device) => device.isWindows && device.role !== "workstation";
const windows = (device: Device) => device.isWindows;
const macs = (device: Device) => device.os.platform === "macOS";
const linux = (device: Device) => device.os.platform === "Linux";

const habit = (share: number, where: ProcessHabit["where"], from: string, ...steps: readonly Step[]): ProcessHabit => ({
  from,
  steps,
  where,
  share,
});

const documents = (extension: string) => `"C:\\Users\\Public\\Documents\\%topic% %n%.${extension}"`;
const scriptRun = String.raw`-NoProfile -ExecutionPolicy Bypass -File "C:\ProgramData\Rigger\%script%"`;
// An inventory agent that encodes its command: the everyday look-alike of what attackers do.
const encodedInventory = "-NoProfile -NonInteractive -EncodedCommand RwBlAHQALQBTAGUAcgB2AGkAYwBlAA==";

export const processHabits: readonly ProcessHabit[] = [
  habit(120, workstations, "explorer.exe", [
    "msedge.exe",
    "--profile-directory=Default",
    "--single-argument https://intranet.halvern.example/",
  ]),
  habit(
    40,
    workstations,
    "explorer.exe",
    ["fernlake.exe", "--new-window"],
    ["fernlake.exe", "--type=renderer --lang=en"],
  ),
  habit(60, workstations, "explorer.exe", ["outlook.exe", "", "/recycle"]),
  habit(30, workstations, "explorer.exe", ["outlook.exe"], ["winword.exe", `/n ${documents("docx")}`]),
  habit(45, workstations, "explorer.exe", ["excel.exe", documents("xlsx")]),
  habit(35, workstations, "explorer.exe", ["winword.exe", `/n ${documents("docx")}`]),
  habit(6, workstations, "explorer.exe", ["winword.exe", `/n ${documents("docx")}`], ["splwow64.exe", "8192"]),
  habit(15, workstations, "explorer.exe", ["powerpnt.exe", documents("pptx")]),
  habit(35, workstations, "explorer.exe", ["onedrive.exe", "/background"]),
  habit(40, workstations, "explorer.exe", ["parley.exe", "--autostart", "--meeting %n%"]),
  habit(70, workstations, "explorer.exe", ["wagonette.exe", "/site=%n%"]),
  habit(12, workstations, "explorer.exe", ["notepad.exe"]),
  habit(6, workstations, "explorer.exe", ["7z.exe", `x ${documents("zip")}`]),
  habit(8, administrators, "explorer.exe", ["cmd.exe"], ["ipconfig.exe", "/all", "/flushdns"]),
  habit(5, administrators, "explorer.exe", ["cmd.exe"], ["net.exe", "use", "view \\\\%server%", "user /domain"]),
  habit(3, administrators, "explorer.exe", ["cmd.exe"], ["whoami.exe", "", "/groups"]),
  habit(10, administrators, "explorer.exe", ["powershell.exe", "", "-NoExit"]),
  habit(10, administrators, "explorer.exe", ["mstsc.exe", "/v:%server%"]),
  habit(110, windows, "services.exe", ["svchost.exe", "-k %service% -s W32Time", "-k %service%"]),
  habit(45, windows, "svchost.exe", ["taskhostw.exe", "", "KEYROAMING"]),
  habit(35, windows, "svchost.exe", ["backgroundtaskhost.exe", "-ServerName:App.AppX"]),
  habit(30, windows, "svchost.exe", ["wmiprvse.exe", "-secured -Embedding", "-Embedding"]),
  habit(20, windows, "svchost.exe", ["dllhost.exe", "/Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}"]),
  habit(12, windows, "svchost.exe", ["usoclient.exe", "StartScan"]),
  habit(10, windows, "svchost.exe", ["gpupdate.exe", "/target:computer"]),
  habit(8, windows, "svchost.exe", [
    "rundll32.exe",
    String.raw`C:\Windows\System32\LocationFramework.dll,LocationTaskEntry`,
  ]),
  habit(25, windows, "riggeragent.exe", ["powershell.exe", scriptRun]),
  habit(6, windows, "riggeragent.exe", ["powershell.exe", encodedInventory]),
  habit(8, windows, "riggeragent.exe", ["msiexec.exe", String.raw`/i "C:\ProgramData\Rigger\package-%n%.msi" /qn`]),
  habit(5, windows, "riggeragent.exe", ["cmd.exe", "/c systeminfo"], ["systeminfo.exe"]),
  habit(4, windows, "riggeragent.exe", ["cmd.exe", "/c schtasks /query"], ["schtasks.exe", "/query /fo CSV /v"]),
  habit(2, windows, "riggeragent.exe", [
    "schtasks.exe",
    String.raw`/create /tn "Rigger\Inventory" /tr "C:\Program Files\Rigger\riggeragent.exe --scan" /sc daily /ru SYSTEM /f`,
  ]),
  habit(2, windows, "riggeragent.exe", ["reg.exe", String.raw`add HKLM\SOFTWARE\Rigger /v LastScan /d %n% /f`]),
  habit(
    20,
    servers,
    "safekeepd.exe",
    ["cmd.exe", "/c pre-backup.cmd"],
    ["robocopy.exe", String.raw`D:\Shares\%share% \\hv-bkp-01\stage\%share% /MIR /R:1`],
  ),
  habit(12, servers, "services.exe", ["w3wp.exe", '-ap "DefaultAppPool" -v "v4.0"']),
  habit(6, servers, "svchost.exe", ["powershell.exe", scriptRun]),
  habit(14, macs, "launchd", ["Fernlake", "--restore"]),
  habit(5, macs, "launchd", ["zsh", "-l"]),
  habit(
    25,
    linux,
    "cron",
    ["bash", "-c /opt/halvern/rotate-logs.sh", "-c /opt/halvern/metrics.sh"],
    ["python3", "/opt/halvern/metrics.py"],
  ),
  habit(8, linux, "sshd", ["bash", "-l"], ["curl", "-fsS https://repo.halvern.example/health"]),
];
