import { describe, expect, it } from "vitest";
import { daysOf } from "../../../../src/kql/check/timespan-text.ts";
import { check } from "../hunting-language.ts";

describe("check of a sound query", () => {
  it("tells tables, columns, functions and the columns of the answer", () => {
    const query = `let names = dynamic(["a.exe"]);
      DeviceProcessEvents | where Timestamp > ago(1d) and FileName in~ (names)
      | join kind=inner (DeviceNetworkEvents | project DeviceId, Peer = RemoteIP) on DeviceId
      | summarize Hits = count(), Peers = make_set(Peer) by DeviceName, bin(Timestamp, 1h)`;
    expect(check(query)).toMatchObject({
      valid: true,
      diagnostics: [],
      tables: ["DeviceNetworkEvents", "DeviceProcessEvents"],
      columns: ["DeviceId", "DeviceName", "FileName", "RemoteIP", "Timestamp"],
      functions: ["ago", "bin", "count", "make_set"],
      resultColumns: [
        { name: "DeviceName", type: "string" },
        { name: "Timestamp", type: "datetime" },
        { name: "Hits", type: "long" },
        { name: "Peers", type: "dynamic" },
      ],
      guard: { allowed: true, reasons: [] },
      warnings: [],
      timeBound: true,
    });
  });

  it("names unknown tables after known ones, and what a wildcard stands for", () => {
    expect(check("union DeviceFileEvents, Mine_CL, Mine_CL").tables).toEqual(["DeviceFileEvents", "Mine_CL"]);
    expect(check("union DeviceTvmSoftware*").tables).toEqual([
      "DeviceTvmSoftwareEvidenceBeta",
      "DeviceTvmSoftwareInventory",
      "DeviceTvmSoftwareVulnerabilities",
      "DeviceTvmSoftwareVulnerabilitiesKB",
    ]);
  });

  it("keeps comparisons with texts, through variables and unions", () => {
    const query = `let who = "ana"; union DeviceFileEvents, DeviceProcessEvents
      | where Timestamp > ago(1d) and FileName in ("a.exe", "b.exe") and InitiatingProcessAccountName == who and FileSize > 5`;
    expect(check(query).comparisons).toEqual([
      { table: "DeviceFileEvents", column: "FileName", operator: "in", values: ["a.exe", "b.exe"] },
      { table: "DeviceFileEvents", column: "InitiatingProcessAccountName", operator: "==", values: ["ana"] },
    ]);
  });
});

const NO_BOUND = "No time bound: all 30 days are read. Add `| where Timestamp > ago(1d)` after the table.";
const lookBack = (days: number) =>
  `The query looks back ${days} days, but the service keeps 30 and leaves out older rows without an error.`;

describe("cost warnings", () => {
  it.each([
    ["DeviceEvents | take 5", [NO_BOUND]],
    ["DeviceEvents | where Timestamp > ago(30d)", []],
    ["DeviceEvents | where Timestamp between (ago(1h) .. now())", []],
    ["let t = DeviceEvents | where Timestamp > ago(1h); t | count", []],
    ["CallActivityEvents | take 1", [NO_BOUND.replace("Timestamp", "ActivityTimestamp")]],
    ["DeviceTvmSoftwareInventory | take 5", []],
    ["print 1", []],
    ["DeviceEvents | where Timestamp > ago(90d)", [lookBack(90)]],
    ["let span = 60d; DeviceEvents | where Timestamp > ago(span)", [lookBack(60)]],
    ["DeviceEvents | where Timestamp > now() - 40d", [lookBack(40)]],
    ["DeviceEvents | where Timestamp > datetime(2026-08-12)", [lookBack(100)]],
    ["DeviceEvents | where Timestamp > ago(1d) and ProcessCreationTime > ago(365d)", []],
    ["search 'x'", ['`search` without tables reads every table. Name them: `search in (DeviceEvents, …) "text"`.']],
    ["search in (DeviceEvents) 'x' | where Timestamp > ago(1d)", []],
    ["DeviceEvents | where Timestamp > ago(1d) | search 'x'", []],
    [
      "find where FileName == 'x'",
      ["`find` without tables reads every table. Name them: `find in (DeviceEvents, …) where …`."],
    ],
    ["union * | where Timestamp > ago(1d)", ["`union *` reads every table. Name the tables."]],
    ["print 1; print 2", ["The query has several results; only the first comes back."]],
    ["print x = 1 | fork (take 1) (count)", ["`fork` has several results; only the first comes back."]],
  ])("of %s", (query, warnings) => {
    expect(check(query).warnings.map(({ message }) => message)).toEqual(warnings);
  });

  it.each([
    ["7d", 7],
    ["1.5h", 0.0625],
    ["30m", 1 / 48],
    ["90s", 90 / 86_400],
    ["100ms", 0],
    ["2 days", 2],
    ["40", 40],
    ["40.12:00:00", 40.5],
    ["12:30", 12.5 / 24],
    ["soon", undefined],
    ["1 fortnight", undefined],
  ])("reads the timespan %s", (text, days) => {
    const read = daysOf(text);
    expect(read?.toFixed(6)).toBe(days?.toFixed(6));
  });
});
