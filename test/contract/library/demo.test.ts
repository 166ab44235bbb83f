import { describe, expect, it } from "vitest";
import { commandHost, dropHost, lure, operatorHost, rogueApp, traces } from "../../../src/demo/story/adversary.ts";
import { parts } from "../../../src/demo/world/people.ts";
import { missingParameters, type GivenParameters } from "../../../src/library/fill-query.ts";
import { hunt, library, showing } from "./demo-tenant.ts";

const login = ({ name }: { readonly name: readonly [string, string] }) => name.join(".").toLowerCase();
const victim = login(parts.victim);
const serviceDesk = login(parts.serviceDesk);
const workstation = "hv-wks-0108";
const [dropName, dropAddress] = dropHost;
const archive = traces.archive.replace(/\.7z$/, "");

type Finding = readonly [name: string, shows: string, given?: GivenParameters];

/** Queries that meet the attack (or a decoy) in the demo tenant, with what they must show; most need no parameters. */
const findings: readonly Finding[] = [
  ["mail-link-clicked", victim],
  ["mail-link-clicked-new-sender", lure.senderAddress],
  ["mail-risky-attachments", lure.attachment],
  ["mail-authentication-failed", lure.senderAddress],
  ["mail-removed-after-delivery", lure.subject],
  ["mail-campaign", victim, { sender: lure.senderAddress }],
  ["mail-campaign", victim, { domain: new URL(lure.url).hostname }],
  ["session-moved", operatorHost.ip],
  ["sign-in-new-country", operatorHost.ip],
  ["risky-sign-in-succeeded", victim],
  ["mfa-fatigue", serviceDesk],
  ["sign-in-factor-added", victim],
  ["password-spray", "203.0.113."],
  ["inbox-rule-hides-mail", "RSS Feeds"],
  ["oauth-consent-granted", rogueApp.name],
  ["oauth-app-risk", rogueApp.name],
  ["oauth-app-graph-reading", rogueApp.name],
  ["cloud-new-country", operatorHost.ip],
  ["cloud-anonymous-address", operatorHost.ip],
  ["office-starts-interpreter", workstation],
  ["powershell-encoded", workstation],
  ["script-content-suspicious", workstation],
  ["rundll32-unusual", traces.implant],
  ["rare-program-user-folder", traces.copyTool],
  ["directory-reconnaissance", workstation],
  ["lsass-access", workstation],
  ["credential-dump-commands", workstation],
  ["lsass-dump-file", workstation],
  ["scheduled-task-created", "OneDrive Standalone Refresh"],
  ["run-key-set", traces.runValue],
  ["account-fan-out", `adm-t${parts.serviceDesk.name[1].toLowerCase()}`],
  ["wmi-remote-process", "hv-fs-01"],
  ["remote-service-execution", "psexesvc.exe"],
  ["privileged-group-changed", traces.addedAccount],
  ["archive-staging", archive],
  ["renamed-program", traces.copyTool],
  ["exfiltration-tools", traces.copyTool],
  ["rare-destination", dropAddress],
  ["rare-destination", commandHost[0]],
  ["mass-download", operatorHost.ip],
  ["alerts-recent", workstation],
  ["alerts-for-entity", "LSASS", { entity: workstation }],
  ["sweep-ip", "FileDownloaded", { ip: operatorHost.ip }],
  ["sweep-domain", "EmailUrlInfo", { domain: new URL(lure.url).hostname }],
  ["sweep-domain", "DeviceNetworkEvents", { domain: dropName }],
  ["sweep-url", victim, { url: lure.url.replace("https://", "") }],
  ["sweep-file-name", "DeviceImageLoadEvents", { file: traces.implant }],
  ["sweep-account", "New-InboxRule", { account: `${victim}@halvern.example` }],
  ["sweep-device", traces.runValue, { device: workstation }],
  ["sweep-indicators", dropName, { domains: [dropName], ips: [operatorHost.ip] }],
  ["process-tree", "powershell.exe", { device: workstation, process: "winword.exe" }],
  ["device-timeline", "whoami.exe", { device: `${workstation}.corp.halvern.example`, start: "-6d", end: "now" }],
];

describe("in the demo tenant", () => {
  it.each(library.queries.map((query) => [query.name, query] as const))("%s runs", async (name, query) => {
    const examples = query.parameters.map((parameter) => [parameter.name, parameter.example] as const);
    const required = examples.filter(([parameter]) => missingParameters(query).includes(parameter));
    expect((await hunt(name, Object.fromEntries(required))).columns).toEqual(query.columns);
  });

  it.each(findings.map(([name, shows, given = {}]) => [name, shows, given] as const))(
    "%s shows %s",
    async (name, shows, given) => {
      expect(showing((await hunt(name, given)).rows, shows).length).toBeGreaterThan(0);
    },
  );

  it.each(["recovery-deleted", "mass-file-rename", "ransom-notes", "event-log-cleared", "webshell-process"])(
    "%s finds nothing, because it did not happen",
    async (name) => expect((await hunt(name, { period: "30d" })).rows).toEqual([]),
  );
});
