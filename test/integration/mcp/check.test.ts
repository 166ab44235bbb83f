import { describe, expect, it } from "vitest";
import { faults } from "../../support/emulator/faults.ts";
import { useBench } from "./fixture.ts";

const bench = useBench();
const open = () => bench.connect("modern");
const hunts = () => bench.emulator.control.requestsTo("graph").map(({ body }) => body);

describe("check_query", () => {
  it("links to the portal, where the query is good and the tenant is known", async () => {
    const query = "EmailEvents | where Timestamp > ago(1d) | count";
    const host = await open();
    const linkFor = async (args: Record<string, unknown>) =>
      (await host.call("check_query", args)).structured?.["portal_url"];
    const link = await linkFor({ query, instance: "Daemon" });
    expect(link).toMatch(
      /^https:\/\/security\.microsoft\.com\/v2\/advanced-hunting\?query=H4sI[\w-]+&timeRangeId=month&tid=/,
    );
    expect(await linkFor({ query })).toBeUndefined();
    expect(await linkFor({ query: "EmailEvents | tak 5", instance: "Daemon" })).toBeUndefined();
    expect(
      await linkFor({ query: 'externaldata(a:string)["https://x.example/"]', instance: "Daemon" }),
    ).toBeUndefined();
    await host.call("connect", { instance: "Daemon" });
    expect(await linkFor({ query })).toBe(link);
  });

  it("tells what is wrong and what is meant, without an instance and without a request", async () => {
    const { text, structured, isError } = await (
      await open()
    ).call("check_query", {
      kql: "DeviceEvents\n| where DeviceNam == 'x'\n| project Timestamp, Foo1",
    });
    expect(isError).toBe(false);
    expect(structured).toEqual(JSON.parse(text));
    expect(structured).toMatchObject({
      valid: false,
      diagnostics: [
        {
          severity: "error",
          code: "unknown_column",
          line: 2,
          column: 9,
          length: 9,
          suggestions: ["DeviceName", "DeviceId"],
        },
        {
          code: "unknown_column",
          line: 3,
          column: 22,
          suggestions: [],
          columns_here: expect.arrayContaining(["ActionType"]),
        },
      ],
      tables: ["DeviceEvents"],
      columns: ["Timestamp"],
      guard: { allowed: true, reasons: [] },
    });
    expect(hunts()).toEqual([]);
  });

  it("tells the answer's columns, the guard's verdict and the cost of a sound query", async () => {
    const host = await open();
    expect(
      (await host.call("check_query", { query: "AlertInfo | summarize N = count() by Severity" })).structured,
    ).toMatchObject({
      valid: true,
      diagnostics: [],
      functions: ["count"],
      result_columns: [
        { name: "Severity", type: "string" },
        { name: "N", type: "long" },
      ],
      warnings: [expect.stringContaining("No time bound")],
    });
    expect((await host.call("check_query", { query: ".show tables" })).structured).toMatchObject({
      guard: { allowed: false, reasons: [expect.stringContaining("Management commands")] },
    });
  });
});

describe("run_hunting_query", () => {
  it("does not send a query with errors, unless told to; then the service's own refusal is explained", async () => {
    const host = await open();
    const args = { query: "EmailEvents | where Subjct has 'invoice'", instance: "Daemon" };
    const { text, isError } = await host.call("run_hunting_query", args);
    expect(isError).toBe(true);
    expect(text).toMatch(/^Error \(query_refused\): The query was not sent: it has an error\.\nLine 1, column 21: /);
    expect(text).toContain("Did you mean `Subject`?");
    expect(text).toContain("Columns at hand: Timestamp, NetworkMessageId, SenderFromAddress, Subject, AttachmentCount");
    expect(hunts()).toEqual([expect.stringContaining("EmailEvents | getschema")]);
    const refusal =
      "'where' operator: Failed to resolve scalar expression named 'Subjct'. Fix semantic errors in your query.";
    bench.emulator.control.fail("graph", faults.graph(400, "BadRequest", refusal));
    const sent = await host.call("run_hunting_query", { ...args, check: false });
    expect(sent.text).toContain(
      "Next step: The service stumbles over `Subjct` (line 1, column 21). Did you mean `Subject`?",
    );
    expect(hunts()).toHaveLength(2);
  });

  it("refuses what leaves the query engine, whatever the arguments", async () => {
    const query = 'externaldata(a:string)["https://evil.test/x"]';
    const { text } = await (await open()).call("run_hunting_query", { query, instance: "Daemon", check: false });
    expect(text).toContain("may not read from evil.test");
    expect(hunts()).toEqual([]);
  });

  it("takes a column that the tenant has and the bundled schema has not", async () => {
    const host = await open();
    const query = "DeviceProcessEvents | where Timestamp > ago(1d) and IsProcessRemoteSession2 == true | take 1";
    bench.emulator.control.hunt = (text) =>
      text.includes("getschema")
        ? {
            schema: [
              { name: "ColumnName", type: "String" },
              { name: "ColumnType", type: "String" },
            ],
            results: [
              { ColumnName: "Timestamp", ColumnType: "datetime" },
              { ColumnName: "IsProcessRemoteSession2", ColumnType: "bool" },
            ],
          }
        : { schema: [{ name: "Timestamp", type: "DateTime" }], results: [] };
    const { structured, isError } = await host.call("run_hunting_query", { query, instance: "Daemon" });
    expect(isError).toBe(false);
    expect(structured).toMatchObject({
      total_rows: 0,
      warnings: [
        "DeviceProcessEvents stays empty without Defender for Endpoint; `DeviceProcessEvents | count` tells.",
        "The time range may be too short, or the time zone another: times are UTC.",
      ],
    });
    expect(hunts()).toHaveLength(2);
  });
});
