import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  commandHost,
  dropHost,
  INCIDENT,
  lure,
  operatorHost,
  relayHost,
  rogueApp,
  traces,
} from "../../../src/demo/story/adversary.ts";
import { PHISHED } from "../../../src/demo/story/cast.ts";
import { parts } from "../../../src/demo/world/people.ts";
import { openDemoHost, type DemoHost } from "./demo-host.ts";
import { listOf, minutesAfter, showing, startWalk, textOf, type Row } from "./walk.ts";

/** Every investigation prompt, followed with the tools alone; constants of the story stand in assertions and first clues only. */
let host: DemoHost;
beforeAll(async () => {
  host = await openDemoHost();
});
afterAll(() => host.close());

const login = ({ name }: { readonly name: readonly [string, string] }) => name.join(".").toLowerCase();
const victim = `${login(parts.victim)}@halvern.example`;
const workstation = "hv-wks-0108";
const admin = `adm-t${parts.serviceDesk.name[1].toLowerCase()}`;

const entities = (rows: readonly Row[], type: string) =>
  rows.filter(({ EntityType }) => EntityType === type).map(({ Entity }) => String(Entity));
const hashIn = (rows: readonly Row[]) => /"((?:[\da-f]{40}|[\da-f]{64}))"/.exec(textOf(rows))?.[1];
const first = (rows: readonly Row[], type: string) => entities(rows, type)[0] ?? "";

describe("a walk through the demo tenant", () => {
  it("triage-incident: from the list of incidents to all that was hit", async () => {
    const walk = await startWalk(host.client, "triage-incident");
    walk.step(1);
    expect(textOf((await walk.call("list_instances")).structured)).toContain('"state":"demo"');
    walk.step(2);
    const incidents = await walk.call("list_incidents", { timespan: "P7D", status: "active" });
    const [open] = incidents.rows;
    expect(open).toMatchObject({ Id: String(INCIDENT), Severity: "high" });
    const story = await walk.call("list_incidents", { id: open?.["Id"] });
    const alerts = story.rows.filter(({ Kind }) => Kind === "alert");
    expect(alerts).toHaveLength(13);
    expect(entities(story.rows, "user")).toEqual(expect.arrayContaining([victim, `${admin}@halvern.example`]));
    expect(entities(story.rows, "ip")).toEqual(expect.arrayContaining([relayHost.ip, operatorHost.ip, dropHost[1]]));
    expect(entities(story.rows, "oauthApplication")).toEqual([rogueApp.name]);
    // The way without the tools for incidents leads to the same alerts.
    const recent = showing(await walk.hunt("alerts-recent", { period: "7d" }), workstation);
    const ids = recent.map(({ AlertId }) => AlertId);
    expect(alerts.map(({ Id }) => Id)).toEqual(expect.arrayContaining(ids));
    expect(textOf(await walk.hunt("alert-evidence", { alerts: ids }))).toContain("hv-fs-01");
    walk.step(4);
    const { period } = Object(story.structured["next"]);
    const sweep = (query: string, parameter: string, value: string) => walk.hunt(query, { [parameter]: value, period });
    expect(textOf(await sweep("sweep-device", "device", first(story.rows, "device")))).toContain(traces.runValue);
    expect(textOf(await sweep("sweep-account", "account", first(story.rows, "user")))).toContain("New-InboxRule");
    for (const ip of entities(story.rows, "ip")) expect(await sweep("sweep-ip", "ip", ip)).not.toEqual([]);
    const domain = new URL(first(story.rows, "url")).hostname;
    expect(textOf(await sweep("sweep-domain", "domain", domain))).toContain(victim);
    expect(await sweep("mail-campaign", "domain", domain)).toHaveLength(PHISHED);
    const copied = story.rows.find(({ Entity }) => String(Entity).includes(traces.copyTool));
    const traced = await sweep("sweep-hash", "hash", String(Object(copied?.["Facts"]).sha256));
    expect(textOf(traced)).toContain("hv-fs-01");
    walk.step(6);
    const started = alerts.find(({ Title }) => Title === "Suspicious PowerShell command line")?.["Time"];
    const hour = { start: minutesAfter(started, -30), end: minutesAfter(started, 30) };
    const timeline = await walk.hunt("device-timeline", { device: first(story.rows, "device"), ...hour });
    expect(showing(timeline, traces.implant)).not.toEqual([]);
    expect(walk.notRun()).toEqual([]);
  });

  it("investigate-account: from an account to the thief, what he left and whom else he tried", async () => {
    const walk = await startWalk(host.client, "investigate-account", { account: victim });
    walk.step(1);
    const [profile] = await walk.hunt("account-profile", { account: victim });
    expect(profile).toMatchObject({ AccountDisplayName: parts.victim.name.join(" "), IsAccountEnabled: true });
    const displayName = String(profile?.["AccountDisplayName"]);
    walk.step(2);
    const uses = textOf(await walk.hunt("sweep-account", { account: victim }));
    expect(uses).toContain("New-InboxRule");
    walk.step(3);
    const [session] = await walk.huntFor([victim], "session-moved");
    const addresses = listOf(session?.["Addresses"]);
    expect(addresses.toSorted()).toEqual([relayHost.ip, operatorHost.ip]);
    expect(await walk.huntFor([victim], "sign-in-new-country")).toHaveLength(2);
    expect(await walk.huntFor([victim], "risky-sign-in-succeeded")).toHaveLength(1);
    expect(await walk.huntFor([victim], "mfa-fatigue")).toEqual([]);
    expect(textOf(await walk.huntFor([victim], "password-spray"))).not.toContain(operatorHost.ip);
    walk.step(4);
    expect(await walk.huntFor([victim], "mail-link-clicked")).toMatchObject([
      { SenderFromAddress: lure.senderAddress },
    ]);
    expect(textOf(await walk.huntFor([victim], "mail-link-clicked-new-sender"))).toContain(lure.subject);
    expect(await walk.hunt("device-code-sign-ins")).toEqual([]);
    walk.step(5);
    const byThief = async (query: string) => textOf(await walk.huntFor(addresses, query));
    expect(await byThief("inbox-rule-hides-mail")).toContain("RSS Feeds");
    expect(await byThief("oauth-consent-granted")).toContain(rogueApp.name);
    expect(await byThief("mass-download")).toContain(displayName);
    expect(await byThief("sign-in-factor-added")).toContain(victim);
    for (const query of ["mailbox-forwarding", "role-granted", "mail-items-accessed"])
      expect(await byThief(query)).toBe("[]");
    walk.step(6);
    expect(await walk.huntFor([String(profile?.["AccountName"])], "account-fan-out")).toEqual([]);
    expect(await walk.huntFor([String(profile?.["AccountName"])], "remote-logon-new-path")).toEqual([]);
    const [device] = await walk.hunt("device-profile", { device: /hv-wks-\d{4}/.exec(uses)?.[0] });
    expect(textOf(device?.["LoggedOnUsers"])).toContain(login(parts.victim));
    walk.step(7);
    const touched = [];
    for (const ip of addresses) touched.push(...(await walk.hunt("sweep-ip", { ip })));
    expect(textOf(touched)).toContain(login(parts.serviceDesk));
    expect(walk.notRun()).toEqual([]);
  });

  it("investigate-device: from a device to the document, the implant, the stolen account and the servers", async () => {
    const walk = await startWalk(host.client, "investigate-device", { device: workstation });
    walk.step(1);
    const [profile] = await walk.hunt("device-profile", { device: workstation });
    const [address = ""] = listOf(profile?.["Addresses"]);
    const known = await walk.hunt("alerts-for-entity", { entity: workstation });
    expect(known.length).toBeGreaterThan(2);
    walk.step(2);
    const actions = await walk.hunt("sweep-device", { device: workstation });
    const suspicious = showing(actions, "winword.exe");
    expect(suspicious).not.toEqual([]);
    walk.step(3);
    const children = await walk.hunt("process-tree", { device: workstation, process: "winword.exe" });
    expect(textOf(children)).toContain(lure.attachment);
    walk.step(4);
    const begin = children[0]?.["Timestamp"];
    const hour = { start: minutesAfter(begin, -10), end: minutesAfter(begin, 50) };
    const timeline = await walk.hunt("device-timeline", { device: workstation, ...hour });
    expect(showing(timeline, traces.implant)).not.toEqual([]);
    walk.step(5);
    for (const query of ["lsass-access", "credential-dump-commands", "scheduled-task-created", "run-key-set"])
      expect(await walk.huntFor([workstation], query)).not.toEqual([]);
    expect(await walk.huntFor([workstation], "renamed-program")).toEqual([]);
    const [beacon] = await walk.huntFor([workstation], "rare-destination");
    expect(beacon).toMatchObject({ RemoteIP: commandHost[1] });
    walk.step(6);
    expect(textOf(await walk.hunt("sweep-ip", { ip: beacon?.["RemoteIP"] }))).toContain(workstation);
    const [reach] = await walk.huntFor([address], "account-fan-out");
    expect(reach).toMatchObject({
      AccountName: admin,
      DeviceNames: expect.arrayContaining([expect.stringMatching(/^hv-fs-01/)]),
    });
    expect(textOf(await walk.hunt("sweep-account", { account: reach?.["AccountName"] }))).toContain(traces.copyTool);
    const files = await walk.hunt("sweep-file-name", { file: traces.implant });
    expect(textOf(await walk.hunt("sweep-hash", { hash: hashIn(files) }))).toContain(workstation);
    expect(walk.notRun()).toEqual([]);
  });

  it("investigate-mail-campaign: from a sender to recipients, clicks and the one who opened", async () => {
    const walk = await startWalk(host.client, "investigate-mail-campaign", { clue: lure.senderAddress });
    walk.step(1);
    const recipients = await walk.hunt("mail-campaign", { sender: lure.senderAddress });
    expect(recipients).toHaveLength(PHISHED);
    const acted = recipients.filter(({ Allowed }) => Number(Allowed) > 0);
    expect(acted).toMatchObject([{ RecipientEmailAddress: victim }]);
    walk.step(2);
    const messages = [...new Set(recipients.map(({ NetworkMessageId }) => String(NetworkMessageId)))];
    const contents = await walk.hunt("mail-contents", { messages });
    const domain = contents.map(({ Domain }) => String(Domain)).find((each) => each !== "") ?? "";
    const attachment = contents.find(({ Kind }) => Kind === "attachment");
    expect([domain, attachment?.["Name"]]).toEqual([new URL(lure.url).hostname, lure.attachment]);
    walk.step(3);
    expect(await walk.hunt("mail-campaign", { domain })).toHaveLength(PHISHED);
    walk.step(4);
    expect(textOf(await walk.hunt("sweep-domain", { domain }))).toContain("UrlClickEvents");
    expect(textOf(await walk.hunt("sweep-file-name", { file: attachment?.["Name"] }))).toContain(lure.senderAddress);
    expect(await walk.hunt("sweep-hash", { hash: attachment?.["SHA256"] })).not.toEqual([]);
    walk.step(5);
    expect(await walk.huntFor([domain], "mail-link-clicked")).toHaveLength(1);
    const [opened] = await walk.huntFor([String(attachment?.["Name"])], "office-starts-interpreter");
    expect(opened).toMatchObject({ AccountName: login(parts.victim) });
    expect(await walk.hunt("script-from-user-folder")).toEqual([]);
    walk.step(6);
    const person = String(acted[0]?.["RecipientEmailAddress"]);
    for (const query of ["session-moved", "sign-in-new-country", "inbox-rule-hides-mail"])
      expect(await walk.huntFor([person], query)).not.toEqual([]);
    expect(textOf(await walk.hunt("oauth-consent-granted"))).toContain(rogueApp.name);
    expect(textOf(await walk.hunt("sweep-account", { account: person }))).toContain("New-InboxRule");
    walk.step(7);
    expect(await walk.hunt("mail-removed-after-delivery")).toMatchObject([{ Subject: lure.subject }]);
    expect(walk.notRun()).toEqual([]);
  });

  it("investigate-indicator: from an address to the device, the program and the archive", async () => {
    const [name, ip] = dropHost;
    const walk = await startWalk(host.client, "investigate-indicator", { indicator: ip });
    walk.step(2);
    const [seen] = showing(await walk.hunt("sweep-ip", { ip, period: "30d" }), "DeviceNetworkEvents");
    const [device = ""] = listOf(seen?.["Devices"]);
    expect(device).toMatch(/^hv-fs-01/);
    walk.step(5);
    const half = { start: minutesAfter(seen?.["First"], -15), end: minutesAfter(seen?.["First"], 15) };
    const around = await walk.hunt("device-timeline", { device, ...half });
    const program = showing(around, traces.copyTool);
    expect(textOf(program)).toContain(name);
    expect(await walk.hunt("alerts-for-entity", { entity: device })).not.toEqual([]);
    const account = program.map(({ Account }) => String(Account)).find((each) => each !== "") ?? "";
    expect(account).toBe(admin);
    expect(textOf(await walk.hunt("sweep-account", { account, period: "30d" }))).toContain("7z.exe");
    walk.step(3);
    const files = await walk.hunt("sweep-file-name", { file: traces.copyTool });
    expect(textOf(files)).toContain("hv-fs-01");
    walk.step(2);
    expect(textOf(await walk.hunt("sweep-hash", { hash: hashIn(files) }))).toContain("hv-fs-01");
    expect(textOf(await walk.hunt("sweep-domain", { domain: name }))).toContain("hv-fs-01");
    expect(textOf(await walk.hunt("sweep-url", { url: name }))).toContain(traces.copyTool);
    const both = await walk.hunt("sweep-indicators", { ips: [ip], domains: [name] });
    expect(new Set(both.map(({ Indicator }) => Indicator))).toEqual(new Set([ip, name]));
    expect(walk.notRun()).toEqual([]);
  });

  it("hunt-technique: from a technique to its hits", async () => {
    const walk = await startWalk(host.client, "hunt-technique", { technique: "T1003.001" });
    walk.step(1);
    expect((await walk.call("get_schema", { search: "process memory" })).structured).toHaveProperty("index");
    walk.step(2);
    const { structured } = await walk.call("find_hunting_queries", { search: "T1003.001" });
    const names = listOf(Array.isArray(structured["queries"]) ? structured["queries"].map(({ name }) => name) : []);
    expect(names).toHaveLength(3);
    for (const name of names) {
      const { structured: entry } = await walk.call("find_hunting_queries", { name });
      const { rows } = await walk.call("run_hunting_query", { query: entry["kql"] });
      expect([name, showing(rows, workstation).length]).not.toEqual([name, 0]);
    }
    walk.step(5);
    const started = { device: workstation, process: "rundll32.exe" };
    const children = await walk.hunt("process-tree", started);
    expect(children.length).toBeGreaterThan(2);
    const dump = showing(children, "MiniDump")[0]?.["Timestamp"];
    const half = { start: minutesAfter(dump, -15), end: minutesAfter(dump, 15) };
    expect(textOf(await walk.hunt("device-timeline", { device: workstation, ...half }))).toContain(traces.dump);
    expect(walk.notRun()).toEqual([]);
  });

  it("hunt: from a question to the renamed program and where it connects to", async () => {
    const goal = "programs under a false name, and where they connect to";
    const walk = await startWalk(host.client, "hunt", { goal, period: "last 7 days" });
    walk.step(1);
    await walk.call("list_instances");
    walk.step(2);
    expect(textOf((await walk.call("get_schema", { search: "original file name" })).structured)).toContain(
      "DeviceProcessEvents",
    );
    walk.step(3);
    const { structured } = await walk.call("find_hunting_queries", { search: "renamed program" });
    expect(textOf(structured)).toContain("renamed-program");
    const { structured: entry } = await walk.call("find_hunting_queries", { name: "renamed-program" });
    walk.step(4);
    const { rows } = await walk.call("run_hunting_query", { query: entry["kql"] });
    expect(rows).toMatchObject([{ FileName: traces.copyTool, ProcessVersionInfoOriginalFileName: "rclone.exe" }]);
    const query = `DeviceNetworkEvents | where Timestamp > ago(7d) and InitiatingProcessSHA1 == "${String(rows[0]?.["SHA1"])}"
| summarize Connections = count() by DeviceName, RemoteUrl, RemoteIP`;
    const connections = await walk.call("run_hunting_query", { query });
    expect(connections.rows).toMatchObject([{ RemoteUrl: dropHost[0], RemoteIP: dropHost[1], Connections: 37 }]);
    walk.step(5);
    const sum = { result_id: connections.resultId, query: "Result | summarize sum(Connections)" };
    expect((await walk.call("refine_result", sum)).rows).toMatchObject([{ sum_Connections: 37 }]);
  });

  it("detection-rule: from a query of the library to one that has what a rule needs", async () => {
    const walk = await startWalk(host.client, "detection-rule", { finding: "office-starts-interpreter" });
    walk.step(2);
    const { structured } = await walk.call("find_hunting_queries", { name: "office-starts-interpreter" });
    walk.step(4);
    const query = `${String(structured["kql"]).replace(/\| project(?:.|\n)*$/, "")}
| project Timestamp, ReportId, DeviceId, DeviceName, AccountName, ProcessCommandLine`;
    const check = (await walk.call("check_query", { query })).structured;
    expect(check).toMatchObject({ valid: true, diagnostics: [] });
    walk.step(5);
    const { rows } = await walk.call("run_hunting_query", { query, timespan: "P30D" });
    expect(rows).toMatchObject([{ AccountName: login(parts.victim), ReportId: expect.any(Number) }]);
  });
});
