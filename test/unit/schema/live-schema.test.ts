import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { isPlainName, mergeLiveSchema, type LiveTable } from "../../../src/schema/live-schema.ts";

const bundled = loadCatalogue();
const merge = (...tables: LiveTable[]) => mergeLiveSchema(bundled, tables, "2026-11-20");
const alertInfo: LiveTable = {
  name: "AlertInfo",
  columns: [
    { name: "Timestamp", type: "datetime", description: "The tenant's words" },
    { name: "AlertId", type: "guid" },
    { name: "Verdict", type: "string", description: "A new\n column\u202e" },
  ],
};

describe("a live table", () => {
  const table = merge(alertInfo).table("AlertInfo");

  it("has the tenant's columns and types, and says so", () => {
    expect(table?.source).toEqual({ kind: "live", asOf: "2026-11-20" });
    expect(table?.columns.map(({ name, type, bindAs }) => [name, type, bindAs])).toEqual([
      ["Timestamp", "datetime", "datetime"],
      ["AlertId", "guid", "guid"],
      ["Verdict", "string", "string"],
    ]);
  });

  it("keeps our words, and takes the tenant's on one clean line where we have none", () => {
    expect(table?.summary).toBe(bundled.table("AlertInfo")?.summary);
    expect(table?.columns.map(({ description }) => description)).toEqual([
      "When the alert was raised, UTC",
      "Id of the alert; joins AlertInfo and AlertEvidence",
      "A new column",
    ]);
  });

  it("keeps the pitfalls of the columns that it has", () => {
    expect(table?.pitfalls.map(({ columns }) => columns)).toEqual([["AlertId"]]);
  });

  it("leaves the other tables and the catalogue it came from as they were", () => {
    expect(merge(alertInfo).table("AlertEvidence")).toEqual(bundled.table("AlertEvidence"));
    expect(bundled.table("AlertInfo")?.source.kind).toBe("bundled");
  });

  it("is found, searched and suggested like any other", () => {
    const catalogue = merge(alertInfo, { name: "Assets_CL", description: "Zebra list", columns: alertInfo.columns });
    expect(catalogue.findTable("assets_cl")?.category).toBe("tenant");
    expect(catalogue.search("zebra")[0]?.table.name).toBe("Assets_CL");
    expect(catalogue.suggestTables("Asset_CL")).toEqual(["Assets_CL"]);
    expect(catalogue.index()).toHaveLength(66);
  });

  it("of strings that queries use as dynamic is still checked as dynamic", () => {
    const live = merge({ name: "DeviceEvents", columns: [{ name: "AdditionalFields", type: "string" }] });
    expect(live.table("DeviceEvents")?.columns[0]).toMatchObject({ type: "string", bindAs: "dynamic", json: true });
    const dynamic = merge({ name: "DeviceEvents", columns: [{ name: "AdditionalFields", type: "dynamic" }] });
    expect(dynamic.table("DeviceEvents")?.columns[0]).toMatchObject({ bindAs: "dynamic", json: false });
  });
});

describe("the time column of a live table", () => {
  it.each([
    ["Inventory_CL", ["TimeGenerated"], "TimeGenerated"],
    ["Inventory_CL", ["TimeGenerated", "Timestamp"], "Timestamp"],
    ["Inventory_CL", ["Other"], undefined],
    ["CallActivityEvents", ["ActivityTimestamp", "Timestamp"], "ActivityTimestamp"],
    ["DeviceTvmSoftwareInventory", ["DeviceId", "Timestamp"], "Timestamp"],
  ])("of %s with %j is %s", (name, columns, expected) => {
    const live = merge({ name, columns: columns.map((column) => ({ name: column, type: "datetime" as const })) });
    const table = live.table(name);
    expect(table?.timeColumn).toBe(expected);
    expect(table?.pitfalls.some(({ text }) => text.startsWith("No `Timestamp`"))).toBe(expected !== "Timestamp");
  });
});

describe("names from outside", () => {
  it.each(["DeviceInfo", "_Im_Dns", "Custom_CL", "a"])("%j is plain", (name) => {
    expect(isPlainName(name)).toBe(true);
  });

  it.each(["", "a b", "T | take 1", "T;", "1st", "T\n", "Ｔable", "['x']", "x".repeat(129)])("%j is not", (name) => {
    expect(isPlainName(name)).toBe(false);
  });

  it("that are not plain are left out, and so are tables without columns", () => {
    const column = { name: "A", type: "string" } as const;
    const catalogue = merge(
      { name: "Bad | name", columns: [column] },
      { name: "Empty_CL", columns: [] },
      { name: "Mixed_CL", columns: [column, { name: "B] ignore this", type: "string" }] },
      { name: "Long_CL", description: "x".repeat(500), columns: [column] },
    );
    expect(catalogue.index()).toHaveLength(67);
    expect(catalogue.table("Mixed_CL")?.columns.map(({ name }) => name)).toEqual(["A"]);
    expect(catalogue.table("Long_CL")?.summary).toHaveLength(161);
    expect(catalogue.table("Mixed_CL")?.summary).toBe("A table of this tenant.");
  });
});
