import { describe, expect, it } from "vitest";
import { hostileTexts } from "../../../src/demo/story/hostile-texts.ts";
import { suspicionsOf } from "../../../src/tools/suspicious-cells.ts";
import { type Cells, demoTenant, rowsOf, textOf } from "./demo.ts";

const DAY_MS = 86_400_000;
const tenant = demoTenant();
const rows = (table: string, isIt: (row: Cells) => boolean) => rowsOf(tenant.table(table)).filter(isIt);
const timeOf = (row: Cells | undefined) => Date.parse(textOf(row?.["Timestamp"]));

const VICTIM = "mara.lindqvist@halvern.example";
const victimId = rows("IdentityInfo", (row) => row["AccountUpn"] === VICTIM)[0]?.["AccountObjectId"];

describe("the attack", () => {
  const mail = rows("EmailEvents", (row) => row["SenderFromDomain"] === "brightwater-freight.example");
  const click = rows("UrlClickEvents", (row) => row["NetworkMessageId"] === mail[0]?.["NetworkMessageId"]);
  const signIns = rows("EntraIdSignInEvents", (row) => row["AccountUpn"] === VICTIM);
  const rule = rows("CloudAppEvents", (row) => row["ActionType"] === "New-InboxRule" && row["ObjectName"] === "..");
  const lsass = rows(
    "DeviceEvents",
    (row) => row["FileName"] === "lsass.exe" && row["InitiatingProcessFileName"] === "rundll32.exe",
  );
  const stolen = rows("DeviceLogonEvents", (row) => row["AccountName"] === "adm-tbrandt" && row["Protocol"] === "NTLM");
  const tasks = rows("DeviceProcessEvents", (row) =>
    textOf(row["ProcessCommandLine"]).includes("OneDrive Standalone Refresh"),
  );
  const downloads = rows(
    "CloudAppEvents",
    (row) => row["ActionType"] === "FileDownloaded" && row["IPAddress"] === "203.0.113.91",
  );
  const uploads = rows("DeviceNetworkEvents", (row) => row["RemoteUrl"] === "filedrop.example.org");

  it("goes from the mail to the loss of data, step by step, within two days", () => {
    const stolenSession = signIns.find((row) => row["Country"] === "SG");
    const steps = [mail[0], click[0], stolenSession, rule[0], tasks[0], lsass[0], stolen[0], downloads[0], uploads[0]];
    const times = steps.map(timeOf);
    expect(times.every(Number.isFinite)).toBe(true);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(2 * DAY_MS);
  });

  it("begins with a mail to fourteen recipients, blocked for two and taken back from the others", () => {
    expect(mail).toHaveLength(14);
    expect(mail.filter((row) => row["DeliveryAction"] === "Blocked")).toHaveLength(2);
    expect(mail.every((row) => row["LatestDeliveryLocation"] === "Quarantine")).toBe(true);
    expect(click.map((row) => [row["AccountUpn"], row["ActionType"]])).toContainEqual([VICTIM, "ClickAllowed"]);
    const attachments = rows("EmailAttachmentInfo", (row) => row["FileName"] === "Statement_88213.docm");
    const dropped = rows("DeviceFileEvents", (row) => row["FileName"] === "Statement_88213.docm");
    expect(dropped.map((row) => row["SHA256"])).toEqual([attachments[0]?.["SHA256"]]);
  });

  it("steals a session, which a known device had not", () => {
    const odd = signIns.filter((row) => row["Country"] === "RO" || row["Country"] === "SG");
    expect(odd).toHaveLength(8);
    expect(new Set(odd.map((row) => row["SessionId"])).size).toBe(1);
    expect(odd.every((row) => row["EntraIdDeviceId"] === "" && Number(row["RiskLevelAggregated"]) >= 50)).toBe(true);
    const denied = rows("EntraIdSignInEvents", (row) => row["ErrorCode"] === 500_121 && row["Country"] === "SG");
    expect(new Set(denied.map((row) => row["AccountUpn"]))).toEqual(new Set(["tomas.brandt@halvern.example"]));
    expect(denied).toHaveLength(11);
  });

  it("stays in the mailbox by a rule and an application that reads mail", () => {
    expect(rule.map((row) => row["AccountObjectId"])).toEqual([victimId]);
    const app = rows("OAuthAppInfo", (row) => row["AppName"] === "Mail Backup Sync")[0];
    const calls = rows("GraphAPIAuditEvents", (row) => row["ApplicationId"] === app?.["OAuthAppId"]);
    expect(calls).toHaveLength(96);
    expect(new Set(calls.map((row) => row["AccountObjectId"]))).toEqual(new Set([victimId]));
  });

  it("stays on the device by a task and a Run value, and moves on with a stolen account", () => {
    const run = rows("DeviceRegistryEvents", (row) => row["RegistryValueName"] === "OneDriveSyncHelper");
    expect(run).toHaveLength(1);
    expect(tasks.map((row) => row["FileName"])).toEqual(["schtasks.exe"]);
    expect(stolen).toHaveLength(5);
    const group = rows(
      "IdentityDirectoryEvents",
      (row) => row["AccountName"] === "adm-tbrandt" && row["ActionType"] === "Group Membership changed",
    );
    expect(group.map((row) => row["TargetAccountUpn"])).toContain("svc-scan@halvern.example");
  });

  it("takes files from the site and from the server", () => {
    expect(downloads).toHaveLength(412);
    expect(uploads).toHaveLength(37);
    const hashes = new Set(uploads.map((row) => row["InitiatingProcessSHA256"]));
    const tool = rows("DeviceFileEvents", (row) => row["FileName"] === "wuaupdt.exe");
    expect(new Set(tool.map((row) => row["SHA256"]))).toEqual(hashes);
  });
});

describe("the decoys", () => {
  it("are an administrator with PsExec, from the jump host, at eight servers", () => {
    const services = rows("DeviceProcessEvents", (row) => row["FileName"] === "psexesvc.exe");
    expect(new Set(services.map((row) => row["DeviceName"])).size).toBe(8);
  });

  it("are a VPN user with a managed device, whose every session has one country", () => {
    const abroad = rows("EntraIdSignInEvents", (row) => row["Country"] === "US");
    expect(new Set(abroad.map((row) => row["AccountUpn"]))).toEqual(new Set(["noor.haddad@halvern.example"]));
    expect(abroad.length).toBeGreaterThan(12);
    expect(abroad.every((row) => row["IsCompliant"] === 1)).toBe(true);
  });

  it("are a mail to everybody, which passes all checks", () => {
    const mail = rows("EmailEvents", (row) => row["SenderFromDomain"] === "workwell-benefits.example.com");
    expect(mail).toHaveLength(220);
    expect(mail.every((row) => row["ThreatTypes"] === null)).toBe(true);
  });

  it("are passwords tried at many accounts, in vain", () => {
    const tried = rows("EntraIdSignInEvents", (row) => row["IPAddress"] === "203.0.113.45");
    expect(new Set(tried.map((row) => row["AccountUpn"])).size).toBe(64);
    expect(tried.every((row) => row["ErrorCode"] === 50_126)).toBe(true);
  });
});

describe("the hostile texts", () => {
  it.each(Object.entries(hostileTexts))("%s is in a table", (_, text) => {
    const holders = ["EmailEvents", "EmailAttachmentInfo", "DeviceFileEvents", "DeviceProcessEvents", "AlertEvidence"];
    const cells = holders.flatMap((name) => tenant.table(name).data.flat());
    expect(cells.some((cell) => typeof cell === "string" && cell.includes(text))).toBe(true);
  });

  it("show what the answers warn of", () => {
    const { injection, codeLure, reversedName } = hostileTexts;
    expect(suspicionsOf([[injection, codeLure, reversedName]])).toHaveLength(3);
  });
});
