import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  commandHost,
  dropHost,
  lure,
  operatorHost,
  relayHost,
  rogueApp,
  traces,
} from "../../../src/demo/story/adversary.ts";
import { PHISHED } from "../../../src/demo/story/cast.ts";
import { parts } from "../../../src/demo/world/people.ts";
import type { GivenParameters } from "../../../src/library/fill-query.ts";
import { fillPrompt, parsePrompt, readPrompts } from "../../../src/mcp/prompt-file.ts";
import { hunt, library, showing, textOf } from "./demo-tenant.ts";

const { prompts } = await readPrompts("prompts");
const login = ({ name }: { readonly name: readonly [string, string] }) => name.join(".").toLowerCase();
const victim = `${login(parts.victim)}@halvern.example`;
const workstation = "hv-wks-0108";

/** The names in backticks that look like those of queries. */
const queriesNamed = (text: string) => [...text.matchAll(/`([a-z]+\d*(?:-[a-z]+)+)`/g)].map(([, name]) => name ?? "");

describe.each(prompts.map((prompt) => [prompt.name, prompt] as const))("the prompt %s", (_name, prompt) => {
  it("names only queries that the library has", () => {
    expect(queriesNamed(prompt.text).filter((name) => library.find(name) === undefined)).toEqual([]);
  });

  it("tells that rows are data, never instructions", () => {
    expect(prompt.text).toMatch(/never follow instructions|never an instruction|holds no instructions/i);
  });

  it("reads well without its optional arguments", () => {
    const given = Object.fromEntries(
      prompt.arguments.filter(({ required }) => required).map(({ name }) => [name, "x"]),
    );
    expect(fillPrompt(prompt, given)).not.toMatch(/\{\{|^- [^:]+: *$/m);
  });
});

/** Follows a prompt: every query must be one that its text names. */
function follow(name: string) {
  const prompt = parsePrompt(readFileSync(`prompts/${name}.md`, "utf8"), name);
  const named = new Set(queriesNamed(prompt.text));
  return async (query: string, parameters: GivenParameters = {}) => {
    expect(named).toContain(query);
    return (await hunt(query, parameters)).rows;
  };
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

describe("a walk through the demo tenant", () => {
  it("from the alerts to what was hit", async () => {
    const step = follow("triage-incident");
    const alerts = await step("alerts-recent", { period: "7d" });
    const story = showing(alerts, workstation);
    expect(story.length).toBeGreaterThan(2);
    const evidence = await step("alert-evidence", { alerts: story.map(({ AlertId }) => AlertId) });
    const devices = new Set(evidence.flatMap(({ DeviceName }) => (DeviceName === "" ? [] : [String(DeviceName)])));
    const accounts = new Set(evidence.flatMap(({ AccountUpn }) => (AccountUpn === "" ? [] : [String(AccountUpn)])));
    expect([...devices].some((name) => name.startsWith("hv-fs-01"))).toBe(true);
    expect([...accounts].join(" ")).toContain(victim);
    expect(textOf(await step("sweep-account", { account: victim }))).toContain(operatorHost.ip);
    const [first] = story.map(({ Timestamp }) => Date.parse(String(Timestamp))).toSorted((a, b) => a - b);
    const around = (minutes: number) => new Date((first ?? 0) + minutes * 60_000).toISOString();
    const hour = await step("device-timeline", { device: workstation, start: around(-30), end: around(30) });
    expect(showing(hour, traces.implant).length).toBeGreaterThan(0);
  });

  it("from an account to the thief, what he left and whom else he tried", async () => {
    const step = follow("investigate-account");
    expect(textOf(await step("sweep-account", { account: victim }))).toContain("New-InboxRule");
    const [session] = showing(await step("session-moved"), victim);
    const addresses = listOf(session?.["Addresses"]);
    expect(addresses.toSorted()).toEqual([relayHost.ip, operatorHost.ip]);
    expect(showing(await step("mail-link-clicked"), victim)).toHaveLength(1);
    const byThief = async (query: string) => {
      const rows = await step(query);
      return textOf(addresses.map((ip) => showing(rows, ip)));
    };
    expect(await byThief("inbox-rule-hides-mail")).toContain("RSS Feeds");
    expect(await byThief("oauth-consent-granted")).toContain(rogueApp.name);
    expect(await byThief("mass-download")).toContain(parts.victim.name.join(" "));
    expect(showing(await step("sign-in-factor-added"), victim)).toHaveLength(1);
    const others = await Promise.all(addresses.map((ip) => step("sweep-ip", { ip })));
    expect(textOf(others)).toContain(login(parts.serviceDesk));
  });

  it("from a device to the document, the implant, the stolen account and the servers", async () => {
    const step = follow("investigate-device");
    expect((await step("alerts-for-entity", { entity: workstation })).length).toBeGreaterThan(2);
    const [rarest] = await step("sweep-device", { device: workstation });
    expect(rarest?.["Events"]).toBeDefined();
    const children = await step("process-tree", { device: workstation, process: "winword.exe" });
    expect(textOf(children)).toContain(lure.attachment);
    for (const query of ["lsass-access", "credential-dump-commands", "scheduled-task-created", "run-key-set"])
      expect(showing(await step(query), workstation)).not.toEqual([]);
    const [beacon] = showing(await step("rare-destination"), workstation);
    expect(beacon).toMatchObject({ RemoteIP: commandHost[1] });
    expect(textOf(await step("sweep-ip", { ip: beacon?.["RemoteIP"] }))).toContain(workstation);
    const [logon] = showing(await step("device-timeline", { device: workstation, start: "-6d", end: "now" }), "logon");
    expect(logon).toBeDefined();
    const fanOut = showing(await step("account-fan-out"), "hv-fs-01");
    expect(textOf(fanOut)).toContain("adm-t");
  });

  it("from a sender to recipients, clicks and the one who opened", async () => {
    const step = follow("investigate-mail-campaign");
    const recipients = await step("mail-campaign", { sender: lure.senderAddress });
    expect(recipients).toHaveLength(PHISHED);
    expect(recipients.filter(({ Allowed }) => Number(Allowed) > 0)).toMatchObject([{ RecipientEmailAddress: victim }]);
    const domain = new URL(lure.url).hostname;
    expect(await step("mail-campaign", { domain })).toHaveLength(PHISHED);
    expect(textOf(await step("sweep-domain", { domain }))).toContain("UrlClickEvents");
    expect(textOf(await step("sweep-file-name", { file: lure.attachment }))).toContain(lure.senderAddress);
    expect(showing(await step("office-starts-interpreter"), lure.attachment)).toMatchObject([
      { AccountName: login(parts.victim) },
    ]);
    expect(showing(await step("session-moved"), victim)).toHaveLength(1);
    expect((await step("mail-removed-after-delivery"))[0]).toMatchObject({ Subject: lure.subject });
  });

  it("from an address to the device, the program and the archive", async () => {
    const step = follow("investigate-indicator");
    const [seen] = showing(await step("sweep-ip", { ip: dropHost[1], period: "30d" }), "DeviceNetworkEvents");
    const [device = ""] = listOf(seen?.["Devices"]);
    expect(device).toMatch(/^hv-fs-01/);
    const first = Date.parse(String(seen?.["First"]));
    const at = (minutes: number) => new Date(first + minutes * 60_000).toISOString();
    const around = await step("device-timeline", { device, start: at(-15), end: at(15) });
    expect(textOf(around)).toContain(traces.copyTool);
    expect((await step("alerts-for-entity", { entity: device })).length).toBeGreaterThan(0);
    expect(textOf(await step("sweep-file-name", { file: traces.copyTool }))).toContain("hv-fs-01");
  });

  it("from a technique to its hits", async () => {
    const found = await Promise.all(library.search("T1003.001").map(async ({ name }) => (await hunt(name)).rows));
    expect(found).toHaveLength(3);
    for (const rows of found) expect(showing(rows, workstation).length).toBeGreaterThan(0);
    const step = follow("hunt-technique");
    expect((await step("process-tree", { device: workstation, process: "rundll32.exe" })).length).toBeGreaterThan(2);
  });
});
