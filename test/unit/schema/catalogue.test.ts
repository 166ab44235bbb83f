import { assert, constantFrom, oneof, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { createCatalogue, loadCatalogue } from "../../../src/schema/catalogue.ts";

const catalogue = loadCatalogue();
const columnsOf = (table: string) => catalogue.table(table)?.columns.map(({ name }) => name) ?? [];

describe("lookup", () => {
  it("of a table is exact, as KQL is", () => {
    expect(catalogue.table("DeviceInfo")?.name).toBe("DeviceInfo");
    expect(catalogue.table("deviceinfo")).toBeUndefined();
    expect(catalogue.table("constructor")).toBeUndefined();
  });

  it.each([
    ["deviceinfo", "DeviceInfo"],
    ["EntraIdSigninEvents", "EntraIdSignInEvents"],
    ["GraphApiAuditEvents", "GraphAPIAuditEvents"],
    ["AADSignInEventsBeta", "AADSignInEventsBeta"],
  ])("finds %s as %s", (name, table) => {
    expect(catalogue.findTable(name)?.name).toBe(table);
  });

  it("finds no table for another name", () => {
    expect(catalogue.findTable("DeviceInfos")).toBeUndefined();
    expect(catalogue.findTable("SigninLogs")).toBeUndefined();
  });

  it("lists every table once, in order, with its line and number of columns", () => {
    const index = catalogue.index();
    expect(index.map(({ name }) => name)).toEqual(catalogue.tables.map(({ name }) => name).toSorted());
    expect(index.find(({ name }) => name === "MessageUrlInfo")).toEqual({
      name: "MessageUrlInfo",
      summary: "Links in Teams messages. One row a link; join MessageEvents on TeamsMessageId.",
      columnCount: 6,
    });
  });
});

describe("suggested tables", () => {
  it.each([
    ["SigninLogs", ["EntraIdSignInEvents"]],
    ["securityevent", ["DeviceLogonEvents", "DeviceProcessEvents", "DeviceEvents", "IdentityLogonEvents"]],
    ["DeviceProcessEvent", ["DeviceProcessEvents"]],
    ["GraphApiAuditEvents", ["GraphAPIAuditEvents"]],
    ["emailevents", ["EmailEvents"]],
    ["ContosoAssets_CL", []],
    ["x", []],
    ["", []],
  ])("for %j are %j", (name, tables) => {
    expect(catalogue.suggestTables(name)).toEqual(tables);
  });
});

describe("suggested columns", () => {
  it.each([
    ["DeviceNetworkEvents", "SrcIP", ["LocalIP", "RemoteIP"]],
    ["DeviceNetworkEvents", "IPAddress", ["RemoteIP", "LocalIP"]],
    ["DeviceNetworkEvents", "RemoteIp", ["RemoteIP"]],
    ["DeviceNetworkInfo", "IPAddress", ["IPAddresses"]],
    ["GraphAPIAuditEvents", "IPAddres", ["IPAddress", "IpAddress"]],
    ["DeviceInfo", "OS", ["OSPlatform"]],
    ["DeviceInfo", "Computer", ["DeviceName"]],
    ["EntraIdSignInEvents", "TimeGeneratd", ["TimeGenerated"]],
    ["DeviceProcessEvents", "TimeGenerated", ["Timestamp"]],
    ["DeviceProcessEvents", "ParentProcessName", ["InitiatingProcessFileName", "InitiatingProcessParentFileName"]],
    ["DeviceProcessEvents", "InitiatingProcessName", ["InitiatingProcessFileName"]],
    ["AlertInfo", "AlertSeverity", ["Severity"]],
    ["DeviceTvmSoftwareVulnerabilities", "Severity", ["VulnerabilitySeverityLevel"]],
    ["EntraIdSignInEvents", "OAuthAppId", ["ApplicationId"]],
    ["EmailEvents", "Recipient", ["RecipientEmailAddress"]],
    ["AgentsInfo", "AIAgentName", ["AgentName"]],
    ["DeviceInfo", "Zzyzx", []],
    ["DeviceInfo", `DeviceName${" ".repeat(200)}`, []],
  ])("in %s for %j begin with %j", (table, name, first) => {
    expect(catalogue.suggestColumns(name, columnsOf(table)).slice(0, Math.max(first.length, 1))).toEqual(first);
  });

  it("put a synonym before a near spelling, and another case before both", () => {
    expect(catalogue.suggestColumns("Host", ["Hosts", "DeviceName"])).toEqual(["DeviceName", "Hosts"]);
    expect(catalogue.suggestColumns("Host", ["host", "DeviceName"])).toEqual(["host", "DeviceName"]);
  });

  it("name only what is in scope", () => {
    expect(catalogue.suggestColumns("Computer", ["Total", "Computers"])).toEqual(["Computers"]);
  });

  it("put the right name first for planted one-letter mistakes: 97 of 100", () => {
    let right = 0;
    let planted = 0;
    for (const { columns } of catalogue.tables) {
      const scope = columns.map(({ name }) => name);
      for (const [i, name] of scope.entries()) {
        const at = 1 + ((i * 7) % Math.max(1, name.length - 2));
        const wrong = [
          name.slice(0, at) + name.slice(at + 1),
          `${name.slice(0, at)}x${name.slice(at)}`,
          `${name.slice(0, at)}x${name.slice(at + 1)}`,
          name.slice(0, at) + (name[at + 1] ?? "") + (name[at] ?? "") + name.slice(at + 2),
        ].filter((w) => !scope.includes(w) && w.length > 2);
        for (const mistake of wrong) {
          planted += 1;
          if (catalogue.suggestColumns(mistake, scope)[0] === name) right += 1;
        }
      }
    }
    expect(planted).toBeGreaterThan(6_000);
    expect(right / planted).toBeGreaterThan(0.97);
  });

  it("are at most five different names of the scope, whatever is asked", () => {
    const scope = columnsOf("DeviceEvents");
    assert(
      property(oneof(string(), constantFrom(...scope)), (name) => {
        const names = catalogue.suggestColumns(name, scope);
        expect(names.length).toBeLessThanOrEqual(5);
        expect(new Set(names).size).toBe(names.length);
        expect(names.every((n) => scope.includes(n))).toBe(true);
      }),
    );
  });
});

describe("a catalogue", () => {
  it("can be made of other tables", () => {
    const { tables, functions, synonyms } = catalogue;
    const small = createCatalogue({ tables: tables.slice(0, 2), functions, synonyms });
    expect(small.index()).toHaveLength(2);
    expect(small.suggestTables("SigninLogs")).toEqual([]);
  });

  it("cannot be read from a folder without its files", () => {
    expect(() => loadCatalogue(new URL("./none/", import.meta.url))).toThrow("shared.json");
  });
});
