import { describe, expect, it } from "vitest";
import { faults } from "../../support/emulator/faults.ts";
import type { ListedTable } from "../../support/emulator/hunting-schema.ts";
import { useBench } from "./fixture.ts";

const bench = useBench();
const control = () => bench.emulator.control;
const call = async (name: string, args: Record<string, unknown>) =>
  (await bench.connect("modern")).call(name, { instance: "Daemon", ...args });
const hunts = () =>
  control()
    .requestsTo("graph")
    .map(({ body }) => body);

const column = (name: string, dataType: string) => ({ name, dataType });
const tables: readonly ListedTable[] = [
  {
    name: "DeviceEvents",
    columns: [column("Timestamp", "DateTime"), column("DeviceName", "String"), column("Colour", "String")],
  },
  {
    name: "Assets_CL",
    description: "Assets of <b>ours</b>",
    columns: [column("TimeGenerated", "DateTime"), column("Owner_s", "String"), column("Shape", "Geography")],
  },
];

describe("a tenant whose tables Graph lists", () => {
  it("shows them in the index and in full, by one request and no query", async () => {
    control().tables = tables;
    const { structured } = await call("get_schema", { search: "assets" });
    expect(structured).toMatchObject({
      index: expect.arrayContaining([expect.objectContaining({ name: "Assets_CL", columns: 3 })]),
    });
    expect(control().requestsTo("schema")).toMatchObject([{ method: "GET", body: "" }]);
    expect(hunts()).toEqual([]);
  });

  it("has its own columns, and tables of which only it knows, checked", async () => {
    control().tables = tables;
    const query =
      "Assets_CL | where Ownr_s == 'x' | join (DeviceEvents | where Colour == 'red') on $left.Owner_s == $right.DeviceName";
    await call("connect", {});
    const { structured } = await call("check_query", { query });
    expect(structured).toMatchObject({
      valid: false,
      diagnostics: [{ code: "unknown_column", suggestions: ["Owner_s"] }],
      tables: ["Assets_CL", "DeviceEvents"],
    });
    expect(hunts()).toEqual([]);
  });

  it("keeps TimeGenerated for all tables where one shows that a workspace is attached", async () => {
    control().tables = tables;
    const query =
      "EmailEvents | where TimeGenerated > ago(1d) | join Assets_CL on $left.SenderFromAddress == $right.Owner_s";
    await call("connect", {});
    expect((await call("check_query", { query })).structured).toMatchObject({ valid: true, diagnostics: [] });
    expect(hunts()).toEqual([]);
  });
});

describe("a tenant whose tables Graph does not list", () => {
  it.each([
    ["a 403", faults.graph(403, "Forbidden", "Missing permission")],
    ["a 401", faults.graph(401, "InvalidAuthenticationToken", "no")],
    ["a 404", faults.graph(404, "ResourceNotFound", "no such segment")],
    ["a 501", faults.graph(501, "NotImplemented", "")],
    ["something else", faults.reply(200, { value: "soon" })],
    ["tables without columns", faults.reply(200, { value: [{ name: "DeviceEvents" }, 7, null] })],
    ["no JSON", faults.reply(200, "<html>")],
  ])("with %s is asked for each table instead, and stays signed in", async (_, fault) => {
    control().fail("schema", fault);
    const { structured } = await call("get_schema", { tables: ["EmailEvents"] });
    expect(structured).toMatchObject({
      tables: [{ name: "EmailEvents", source: expect.stringMatching(/^live /) }],
      notes: [],
    });
    expect(hunts()).toEqual([expect.stringContaining("EmailEvents | getschema")]);
    expect(control().requestsTo("schema")).toHaveLength(1);
    const instances = (await (await bench.connect("modern")).call("list_instances")).structured;
    expect(instances).toMatchObject({
      instances: expect.arrayContaining([expect.objectContaining({ name: "Daemon", state: "connected" })]),
    });
  });

  it("has the bundled index, and says so", async () => {
    const { structured } = await call("get_schema", {});
    expect(structured).toMatchObject({
      notes: expect.arrayContaining([expect.stringContaining("does not list its tables")]),
    });
    expect(hunts()).toEqual([]);
  });
});
