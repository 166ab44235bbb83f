/**
 * Hunting rows as a tenant would return them, made up from a seed: 100 rows each of three wide tables with all columns of their schema,
 * and of one projection as a careful query makes it. A file has its hashes, a device its id, a person a SID, as in real logs; columns
 * that are mostly empty in real tenants are empty. Every table is `{ name, columns: [{ name, type }], rows: [[…]] }`.
 */
import { readFileSync } from "node:fs";

/** Deterministic numbers in [0, 1). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = randomFrom(7);
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const hex = (n) => Array.from({ length: n }, () => below(16).toString(16)).join("");
const guid = () => [8, 4, 4, 4, 12].map(hex).join("-");
const START = Date.UTC(2026, 10, 3, 6, 0, 0);
const timeAt = (i) =>
  new Date(START + i * 61_000 + below(60_000)).toISOString().replace("Z", `${String(below(10_000)).padStart(4, "0")}Z`);

const people = ["alice.meyer", "bjorn.lund", "carla.rossi", "dan.okoye", "eva.novak", "farid.aziz"].map((name, i) => ({
  name,
  upn: `${name}@contoso.com`,
  sid: `S-1-5-21-1432983412-892341023-2349871234-${1100 + i}`,
  objectId: guid(),
}));

const devices = Array.from({ length: 6 }, (_, i) => ({ id: hex(40), name: `ws-${100 + i}.contoso.com` }));

const file = (name, folder, description, commands) => ({
  name,
  path: `${folder}\\${name}`,
  sha1: hex(40),
  sha256: hex(64),
  md5: hex(32),
  size: 40_000 + below(900_000),
  version: `10.0.26100.${below(5000)}`,
  description,
  commands,
});

const system32 = String.raw`C:\Windows\System32`;
const files = [
  file("powershell.exe", String.raw`C:\Windows\System32\WindowsPowerShell\v1.0`, "Windows PowerShell", [
    "powershell.exe -NoProfile -ExecutionPolicy Bypass -EncodedCommand SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMA",
    String.raw`powershell.exe -File "C:\Program Files\Contoso\Agent\inventory.ps1" -Verbose`,
  ]),
  file("svchost.exe", system32, "Host Process for Windows Services", [
    "svchost.exe -k netsvcs -p -s Schedule",
    "svchost.exe -k LocalServiceNetworkRestricted -p",
  ]),
  file("cmd.exe", system32, "Windows Command Processor", [
    String.raw`"cmd.exe" /c "C:\Program Files\Contoso\Agent\collect.cmd" --since 2026-11-02 > C:\Temp\out.txt 2>&1`,
  ]),
  file("msedge.exe", String.raw`C:\Program Files (x86)\Microsoft\Edge\Application`, "Microsoft Edge", [
    '"msedge.exe" --type=renderer --lang=en-US --js-flags=--ms-user-locale= --device-scale-factor=1.25',
  ]),
  file("schtasks.exe", system32, "Task Scheduler Configuration Tool", [
    String.raw`schtasks /create /tn "\Microsoft\Windows\Update Check" /tr "C:\Users\Public\upd.exe" /sc onlogon /ru SYSTEM`,
  ]),
];

/** Cells of one process under the names of the columns that describe it. */
function processCells(prefix, at) {
  const image = pick(files);
  const who = pick(people);
  const described = prefix === "" ? "Process" : prefix;
  return {
    [`${prefix}FileName`]: image.name,
    [`${prefix}FolderPath`]: image.path,
    [`${prefix}SHA1`]: image.sha1,
    [`${prefix}SHA256`]: image.sha256,
    [`${prefix}MD5`]: image.md5,
    [`${prefix}FileSize`]: image.size,
    [`${described}VersionInfoCompanyName`]: "Microsoft Corporation",
    [`${described}VersionInfoProductName`]: "Microsoft® Windows® Operating System",
    [`${described}VersionInfoProductVersion`]: image.version,
    [`${described}VersionInfoInternalFileName`]: image.name.replace(".exe", ""),
    [`${described}VersionInfoOriginalFileName`]: image.name.toUpperCase(),
    [`${described}VersionInfoFileDescription`]: image.description,
    [`${described}Id`]: below(30_000),
    [`${described}CommandLine`]: pick(image.commands),
    [`${described}CreationTime`]: timeAt(at),
    [`${described}IntegrityLevel`]: pick(["Medium", "High", "System"]),
    [`${described}TokenElevation`]: pick(["TokenElevationTypeDefault", "TokenElevationTypeFull"]),
    [`${prefix}AccountDomain`]: "contoso",
    [`${prefix}AccountName`]: who.name,
    [`${prefix}AccountSid`]: who.sid,
    [`${prefix}AccountUpn`]: who.upn,
    [`${prefix}AccountObjectId`]: who.objectId,
    [`${prefix}LogonId`]: below(90_000_000),
  };
}

function processEvent(i) {
  const device = pick(devices);
  return {
    ...processCells("", i),
    ...processCells("InitiatingProcess", i),
    Timestamp: timeAt(i),
    DeviceId: device.id,
    DeviceName: device.name,
    ActionType: "ProcessCreated",
    InitiatingProcessParentId: below(30_000),
    InitiatingProcessParentFileName: "explorer.exe",
    InitiatingProcessParentCreationTime: timeAt(i),
    InitiatingProcessSignerType: "OsVendor",
    InitiatingProcessSignatureStatus: "Valid",
    InitiatingProcessSessionId: below(3),
    CreatedProcessSessionId: below(3),
    IsInitiatingProcessRemoteSession: false,
    IsProcessRemoteSession: false,
    ProcessUniqueId: String(below(2 ** 50)),
    InitiatingProcessUniqueId: String(below(2 ** 50)),
    ReportId: below(900_000),
    AdditionalFields: random() < 0.3 ? '{"InitiatingProcessCommandLineTruncated":false}' : "",
  };
}

const subjects = [
  "Your invoice 88213 is overdue",
  "Re: Q4 budget – final numbers",
  "Mailbox almost full",
  "<b>Payroll</b>",
];

function emailEvent(i) {
  const domain = pick(["fabrikam.com", "mailer.northwind.net", "contoso-billing.top"]);
  const sender = `${pick(["billing", "no-reply", "hr", "j.doe"])}@${domain}`;
  const recipient = pick(people);
  const phish = random() < 0.3;
  return {
    Timestamp: timeAt(i),
    NetworkMessageId: guid(),
    InternetMessageId: `<${hex(32)}@${domain}>`,
    SenderMailFromAddress: sender,
    SenderFromAddress: sender,
    SenderDisplayName: pick(["Billing", "HR Team", "Jane Doe"]),
    SenderMailFromDomain: domain,
    SenderFromDomain: domain,
    SenderIPv4: `203.0.113.${below(255)}`,
    RecipientEmailAddress: recipient.upn,
    RecipientObjectId: recipient.objectId,
    Subject: pick(subjects),
    EmailClusterId: below(2 ** 31),
    EmailDirection: "Inbound",
    DeliveryAction: phish ? "Blocked" : "Delivered",
    DeliveryLocation: phish ? "Quarantine" : "Inbox/folder",
    LatestDeliveryAction: phish ? "Blocked" : "Delivered",
    LatestDeliveryLocation: phish ? "Quarantine" : "Inbox/folder",
    ThreatTypes: phish ? "Phish" : "",
    DetectionMethods: phish ? '{"Phish":["URL malicious reputation"]}' : "",
    ConfidenceLevel: phish ? '{"Phish":"High","Spam":"Skipped"}' : '{"Spam":"Not spam"}',
    EmailAction: phish ? "Send to quarantine" : "No action taken",
    AuthenticationDetails: '{"SPF":"pass","DKIM":"none","DMARC":"fail","CompAuth":"fail"}',
    AttachmentCount: below(3),
    UrlCount: below(9),
    EmailLanguage: pick(["en", "de"]),
    ReportId: `${guid()}-${below(99)}`,
  };
}

function logonEvent(i) {
  const who = pick(people);
  const failed = random() < 0.4;
  const device = pick(devices).name.slice(0, 6).toUpperCase();
  return {
    Timestamp: timeAt(i),
    ActionType: failed ? "LogonFailed" : "LogonSuccess",
    Application: "Active Directory",
    LogonType: pick(["Credentials validation", "Resource access", "Interactive"]),
    Protocol: pick(["Kerberos", "Ntlm"]),
    FailureReason: failed ? pick(["WrongPassword", "AccountLocked"]) : "",
    AccountName: who.name,
    AccountDomain: "contoso.com",
    AccountUpn: who.upn,
    AccountSid: who.sid,
    AccountObjectId: who.objectId,
    AccountDisplayName: who.name.replace(".", " "),
    DeviceName: device,
    OSPlatform: pick(["Windows 11", "Windows 10"]),
    IPAddress: `10.1.${below(9)}.${below(255)}`,
    DestinationDeviceName: "DC01",
    DestinationIPAddress: "10.1.0.10",
    DestinationPort: 88,
    TargetDeviceName: "dc01.contoso.com",
    ReportId: guid(),
    AdditionalFields: {
      Count: String(1 + below(40)),
      "FROM.DEVICE": device,
      "TO.DEVICE": "DC01",
      AttackTechniques: "",
    },
  };
}

const schemaOf = (table) =>
  JSON.parse(readFileSync(new URL(`../src/schema/tables/${table}.json`, import.meta.url), "utf8")).columns;

/** Text columns have no null in KQL: where nothing is known they are empty. */
const absent = (type) => (type === "string" ? "" : null);

function wideTable(table, eventAt, only = () => true) {
  const columns = Object.entries(schemaOf(table))
    .map(([name, type]) => ({ name, type }))
    .filter(({ name }) => only(name));
  const rows = Array.from({ length: 100 }, (_, i) => {
    const event = eventAt(i);
    return columns.map(({ name, type }) => event[name] ?? absent(type));
  });
  return { name: columns.length === Object.keys(schemaOf(table)).length ? table : "projected", columns, rows };
}

const projection = new Set(
  "Timestamp DeviceName AccountName FileName FolderPath ProcessCommandLine InitiatingProcessFileName InitiatingProcessCommandLine SHA256 ReportId".split(
    " ",
  ),
);

export const wideTables = [
  wideTable("DeviceProcessEvents", processEvent),
  wideTable("EmailEvents", emailEvent),
  wideTable("IdentityLogonEvents", logonEvent),
  wideTable("DeviceProcessEvents", processEvent, (name) => projection.has(name)),
];
