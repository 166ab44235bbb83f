import { describe, expect, it } from "vitest";
import { rows, tableOf } from "./run-query.ts";

// A tenant small enough to work out each answer by hand. `now()` is 2026-01-15T12:00.
const at = (day: number, time: string) => `2026-01-${String(day).padStart(2, "0")}T${time}.0000000Z`;

const DeviceProcessEvents = tableOf(
  "Timestamp:datetime, DeviceId:string, DeviceName:string, FileName:string, ProcessCommandLine:string, InitiatingProcessFileName:string, AccountName:string",
  [
    at(14, "09:00:00"),
    "d1",
    "wks-1.corp.example",
    "powershell.exe",
    "powershell -NoP -EncodedCommand VwBoAG8A",
    "WINWORD.EXE",
    "ana",
  ],
  [at(14, "09:00:30"), "d1", "wks-1.corp.example", "whoami.exe", "whoami /all", "powershell.exe", "ana"],
  [at(14, "10:00:00"), "d2", "wks-2.corp.example", "powershell.exe", "powershell Get-Date", "explorer.exe", "ben"],
  [at(13, "08:00:00"), "d3", "srv-1.corp.example", "rundll32.exe", 'rundll32 "C:\\Temp\\x.dll",Run', "cmd.exe", "svc"],
  [at(1, "08:00:00"), "d1", "wks-1.corp.example", "whoami.exe", "whoami", "cmd.exe", "ana"],
);

const DeviceNetworkEvents = tableOf(
  "Timestamp:datetime, DeviceId:string, RemoteIP:string, RemoteUrl:string, RemotePort:int, InitiatingProcessFileName:string",
  [at(14, "09:00:10"), "d1", "203.0.113.9", "https://cdn.bad.example/a.txt", 443, "powershell.exe"],
  [at(14, "09:05:10"), "d1", "203.0.113.9", "https://cdn.bad.example/a.txt", 443, "powershell.exe"],
  [at(14, "10:00:01"), "d2", "10.0.0.7", "", 445, "system"],
  [at(14, "11:00:00"), "d3", "::ffff:10.0.0.8", "", 445, "system"],
  [at(14, "12:00:00"), "d3", "198.51.100.1", "update.example", 443, "svchost.exe"],
);

const SignIns = tableOf(
  "Timestamp:datetime, AccountUpn:string, ErrorCode:int, IPAddress:string, Country:string, Properties:dynamic",
  [at(15, "01:00:00"), "ana@corp.example", 50126, "203.0.113.9", "RO", '{"risk":{"level":"high"},"mfa":false}'],
  [at(15, "01:01:00"), "ana@corp.example", 50126, "203.0.113.9", "RO", '{"risk":{"level":"high"},"mfa":false}'],
  [at(15, "01:02:00"), "ana@corp.example", 0, "203.0.113.9", "RO", '{"risk":{"level":"high"},"mfa":true}'],
  [at(15, "08:00:00"), "ana@corp.example", 0, "10.1.1.1", "NL", '{"risk":{"level":"none"},"mfa":true}'],
  [at(15, "08:10:00"), "ben@corp.example", 0, "10.1.1.2", "NL", '{"mfa":true}'],
);

const EmailEvents = tableOf(
  "Timestamp:datetime, NetworkMessageId:string, SenderFromAddress:string, RecipientEmailAddress:string, DeliveryAction:string",
  [at(14, "08:50:00"), "m1", "Billing@Bad.example", "ana@corp.example", "Delivered"],
  [at(14, "08:50:00"), "m1", "Billing@Bad.example", "ben@corp.example", "Blocked"],
  [at(14, "08:55:00"), "m2", "friend@good.example", "ben@corp.example", "Delivered"],
);

const EmailUrlInfo = tableOf(
  "NetworkMessageId:string, Url:string",
  ["m1", "https://cdn.bad.example/a.txt?id=1"],
  ["m1", "https://corp.example/help"],
  ["m2", "https://good.example/"],
);

const tenant = { DeviceProcessEvents, DeviceNetworkEvents, SignIns, EmailEvents, EmailUrlInfo };

const hunts: readonly (readonly [string, string, readonly (readonly unknown[])[]])[] = [
  [
    "an office program that starts a script",
    `DeviceProcessEvents
    | where Timestamp > ago(7d) and InitiatingProcessFileName in~ ("winword.exe", "excel.exe")
    | where FileName =~ "PowerShell.exe" and ProcessCommandLine has_any ("-enc", "-encodedcommand")
    | extend Code = replace_string(base64_decode_tostring(extract(@"\\s([A-Za-z0-9+/=]{8,})$", 1, ProcessCommandLine)), "\\0", "")
    | project DeviceName = tostring(split(DeviceName, ".")[0]), AccountName, Code`,
    [["wks-1", "ana", "Who"]],
  ],
  [
    "reconnaissance within two minutes of a script",
    `let Scripts = DeviceProcessEvents | where FileName == "powershell.exe" | project DeviceId, ScriptTime = Timestamp;
    DeviceProcessEvents | where FileName == "whoami.exe" | join kind=inner Scripts on DeviceId
    | where Timestamp between (ScriptTime .. 2m) | project DeviceName, Delay = Timestamp - ScriptTime, ProcessCommandLine`,
    [["wks-1.corp.example", "00:00:30", "whoami /all"]],
  ],
  [
    "programs seen for the first time this week",
    `DeviceProcessEvents | where Timestamp > ago(7d)
    | join kind=leftanti (DeviceProcessEvents | where Timestamp <= ago(7d) | distinct FileName) on FileName
    | summarize Devices = dcount(DeviceId), First = min(Timestamp) by FileName | sort by Devices, FileName asc`,
    [
      ["powershell.exe", 2, at(14, "09:00:00")],
      ["rundll32.exe", 1, at(13, "08:00:00")],
    ],
  ],
  [
    "public addresses, with IPv4 written as IPv6 told apart",
    `DeviceNetworkEvents | extend IP = replace_regex(RemoteIP, "^::ffff:", "") | where not(ipv4_is_private(IP))
    | summarize Connections = count(), Ports = make_set(RemotePort), Last = max(Timestamp) by IP | sort by Connections desc`,
    [
      ["203.0.113.9", 2, [443], at(14, "09:05:10")],
      ["198.51.100.1", 1, [443], at(14, "12:00:00")],
    ],
  ],
  [
    "hosts of URLs and of bare names",
    `DeviceNetworkEvents | where isnotempty(RemoteUrl)
    | extend Host = iff(RemoteUrl has "://", tostring(parse_url(RemoteUrl).Host), RemoteUrl)
    | extend Domain = strcat_array(array_slice(split(Host, "."), -2, -1), ".") | summarize count() by Domain | sort by Domain asc`,
    [
      ["bad.example", 2],
      ["update.example", 1],
    ],
  ],
  [
    "failed sign-ins that end in success",
    `SignIns | where Timestamp > startofday(now()) | sort by AccountUpn asc, Timestamp asc
    | extend Failed = iff(prev(AccountUpn) == AccountUpn and prev(ErrorCode) != 0 and ErrorCode == 0, 1, 0)
    | summarize Failures = countif(ErrorCode != 0), Broken = sum(Failed), Countries = make_set(Country) by AccountUpn
    | where Broken > 0`,
    [["ana@corp.example", 2, 1, ["RO", "NL"]]],
  ],
  [
    "the latest risky sign-in of each account",
    `SignIns | where Properties.risk.level == "high" | summarize arg_max(Timestamp, IPAddress, Mfa = tobool(Properties.mfa)) by AccountUpn`,
    [["ana@corp.example", at(15, "01:02:00"), "203.0.113.9", true]],
  ],
  [
    "two countries within a day",
    `SignIns | where ErrorCode == 0 | project AccountUpn, Country, Timestamp
    | as Good | join kind=inner Good on AccountUpn
    | where Country != Country1 and Timestamp1 > Timestamp | extend Hours = datetime_diff("hour", Timestamp1, Timestamp)
    | project AccountUpn, strcat(Country, "->", Country1), Hours`,
    [["ana@corp.example", "RO->NL", 7]],
  ],
  [
    "mail whose link was opened on a device",
    `let Opened = DeviceNetworkEvents | where isnotempty(RemoteUrl) | distinct DeviceId, Host = tostring(parse_url(RemoteUrl).Host);
    EmailEvents | where DeliveryAction == "Delivered"
    | join kind=inner (EmailUrlInfo | extend Host = tostring(parse_url(Url).Host)) on NetworkMessageId
    | lookup kind=inner Opened on Host
    | project Sender = tolower(SenderFromAddress), RecipientEmailAddress, Host, DeviceId`,
    [["billing@bad.example", "ana@corp.example", "cdn.bad.example", "d1"]],
  ],
  [
    "delivered and blocked mail of each sender, as columns",
    `EmailEvents | extend Sender = tolower(SenderFromAddress)
    | summarize Delivered = countif(DeliveryAction == "Delivered"), Blocked = countif(DeliveryAction == "Blocked"), dcount(RecipientEmailAddress) by Sender
    | extend Share = round(todouble(Blocked) / (Blocked + Delivered), 2) | sort by Share desc`,
    [
      ["billing@bad.example", 1, 1, 2, 0.5],
      ["friend@good.example", 1, 0, 1, 0],
    ],
  ],
  [
    "connections an hour, with hours of none",
    `DeviceNetworkEvents | where Timestamp between (datetime(2026-01-14 09:00) .. datetime(2026-01-14 12:59))
    | make-series Connections = count() on Timestamp from datetime(2026-01-14 08:00) to datetime(2026-01-14 13:00) step 1h
    | mv-expand Timestamp to typeof(datetime), Connections to typeof(long) | where Connections != 1 | project Timestamp, Connections`,
    [
      [at(14, "08:00:00"), 0],
      [at(14, "09:00:00"), 2],
    ],
  ],
  [
    "what one device did, told across tables",
    `union withsource = Source
      (DeviceProcessEvents | project Timestamp, DeviceId, What = FileName), (DeviceNetworkEvents | project Timestamp, DeviceId, What = RemoteUrl)
    | where DeviceId == "d1" and Timestamp > ago(2d) | sort by Timestamp asc | project What, Gap = Timestamp - prev(Timestamp)`,
    [
      ["powershell.exe", null],
      ["https://cdn.bad.example/a.txt", "00:00:10"],
      ["whoami.exe", "00:00:20"],
      ["https://cdn.bad.example/a.txt", "00:04:40"],
    ],
  ],
];

describe("hunts over a small tenant", () => {
  it.each(hunts)("%s", (_, query, expected) => expect(rows(query, tenant)).toEqual(expected));
});
