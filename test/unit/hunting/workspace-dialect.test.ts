import { describe, expect, it } from "vitest";
import { dialectOf, needsWorkspace } from "../../../src/hunting/workspace-dialect.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { mergeLiveSchema } from "../../../src/schema/live-schema.ts";
import { check } from "../kql/hunting-language.ts";

const bundled = loadCatalogue();
const withLive = (name: string, ...columns: readonly string[]) =>
  mergeLiveSchema(bundled, [{ name, columns: columns.map((c) => ({ name: c, type: "datetime" })) }], "2026-11-28");

describe("the dialect of an instance", () => {
  it.each([
    ["nothing known of the tenant", bundled, "defender"],
    [
      "a table that has TimeGenerated since a workspace is attached",
      withLive("DeviceEvents", "Timestamp", "TimeGenerated"),
      "workspace",
    ],
    ["a table of the workspace", withLive("SigninLogs", "TimeGenerated"), "workspace"],
    ["a table that has TimeGenerated everywhere", withLive("UrlClickEvents", "Timestamp", "TimeGenerated"), "defender"],
    ["a table without it", withLive("DeviceEvents", "Timestamp"), "defender"],
  ] as const)("%s: %s", (_, catalogue, dialect) => {
    expect(dialectOf(catalogue, bundled)).toBe(dialect);
  });
});

describe("a query that only a workspace can run", () => {
  it.each([
    "SigninLogs | where TimeGenerated > ago(1d)",
    "union DeviceEvents, (Assets_CL | project Name_s)",
    "let vips = _GetWatchlist('VIP'); EmailEvents | take 1",
    "_Im_Dns(responsecodename='NXDOMAIN') | take 1",
  ])("is %s", (query) => {
    expect(needsWorkspace(check(query), bundled)).toBe(true);
  });

  it.each(["DeviceEvents | where TimeGenerated > ago(1d)", "DeviceProcesEvents | take 1", "print 'SigninLogs'"])(
    "is not %s",
    (query) => {
      expect(needsWorkspace(check(query), bundled)).toBe(false);
    },
  );
});
