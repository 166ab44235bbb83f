// Process and network events of 20 columns, deterministic, as a hunting result has them.
import { seededRandom } from "./made-up-rows.mjs";

export function madeUpEvents(rowCount, now) {
  const random = seededRandom(7);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const number = (most) => Math.floor(random() * most);
  const files = [
    "cmd.exe",
    "powershell.exe",
    "rundll32.exe",
    "svchost.exe",
    "chrome.exe",
    "wscript.exe",
    "explorer.exe",
    "teams.exe",
  ];
  const actions = ["ProcessCreated", "ConnectionSuccess", "FileCreated", "RegistryValueSet", "LogonSuccess"];
  const severities = ["Low", "Medium", "High"];
  const columns = {
    Timestamp: [
      "datetime",
      () =>
        `${new Date(now - number(30 * 86_400_000)).toISOString().slice(0, 20)}${String(number(10_000_000)).padStart(7, "0")}Z`,
    ],
    DeviceId: ["string", () => `d${String(number(400)).padStart(8, "0")}aabbccddeeff00112233445566778899`],
    DeviceName: ["string", () => `ws-${number(400)}.contoso.example`],
    ActionType: ["string", () => pick(actions)],
    FileName: ["string", () => pick(files)],
    FolderPath: ["string", () => `C:\\Windows\\System32\\${pick(files)}`],
    SHA1: ["string", () => `${number(1e9).toString(16).padStart(8, "0")}aabbccddeeff00112233445566778899`],
    ProcessCommandLine: [
      "string",
      () =>
        `${pick(files)} /c ${pick(["whoami", "net user", "-enc SQBFAFgAIAAoAE4AZQB3AA", "start", "-noprofile"])} ${number(1e6)}`,
    ],
    ProcessId: ["long", () => number(65_536)],
    LogonId: ["long", () => number(1000)],
    AccountDomain: ["string", () => pick(["contoso", "fabrikam"])],
    AccountName: ["string", () => `user${number(300)}`],
    RemoteIP: ["string", () => `203.0.113.${number(256)}`],
    RemotePort: ["int", () => pick([80, 443, 445, 3389, 8080])],
    RemoteUrl: ["string", () => `host${number(500)}.example.com`],
    Size: ["long", () => number(1_000_000)],
    IsLocal: ["bool", () => random() < 0.5],
    Tags: ["dynamic", () => JSON.stringify([pick(["a", "b", "c"]), pick(["d", "e"])])],
    AdditionalFields: [
      "string",
      () => JSON.stringify({ Severity: pick(severities), Tool: { Name: pick(files) }, Count: number(50) }),
    ],
    Details: ["dynamic", () => JSON.stringify({ Process: { Name: pick(files), Id: number(9999) }, Score: number(10) })],
  };
  return {
    columns: Object.entries(columns).map(([name, [type]]) => ({ name, type })),
    rowCount,
    data: Object.values(columns).map(([, make]) => Array.from({ length: rowCount }, make)),
  };
}
