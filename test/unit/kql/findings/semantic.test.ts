import { describe, expect, it } from "vitest";
import { check } from "../hunting-language.ts";

const T = "DeviceProcessEvents | where Timestamp > ago(1d) ";
const told = (query: string) =>
  check(query.replace("…", T)).diagnostics.map(({ severity, code, message }) => [severity, code, message]);

const mistakes: readonly (readonly [query: string, severity: string, code: string, message: string])[] = [
  [
    "…| where DeviceNam == 'x'",
    "error",
    "unknown_column",
    "There is no column or variable `DeviceNam` here. Did you mean `DeviceName`?",
  ],
  [
    "…| where Computer == 'x'",
    "error",
    "unknown_column",
    "There is no column or variable `Computer` here. Did you mean `DeviceName`?",
  ],
  [
    "…| where ActionType == ProcessCreated",
    "error",
    "unknown_column",
    'There is no column or variable `ProcessCreated` here. If it is a value, put it in quotes: "ProcessCreated".',
  ],
  [
    "…| summarize count() by DeviceName | where Timestamp > ago(1d)",
    "error",
    "unknown_column",
    "`Timestamp` is gone here: `summarize` above does not pass it on. Keep it there, or use what is left: `DeviceName`, `count_`.",
  ],
  [
    "DeviceEvents | where Timestamp > ago(1d) and AccountUpn == 'a'",
    "error",
    "unknown_column",
    "There is no column or variable `AccountUpn` here. Did you mean `InitiatingProcessAccountUpn`? It is a column of `AADSignInEventsBeta`, `AlertEvidence`, `BehaviorEntities` ….",
  ],
  [
    "…| summarize Total = count() by FileName | where Sum > 3",
    "error",
    "unknown_column",
    "There is no column or variable `Sum` here. Columns here: `FileName`, `Total`.",
  ],
  [
    "…| where FileName == null",
    "error",
    "unknown_column",
    "KQL has no word `null`. Test with isnull(…), or isempty(…) for text.",
  ],
  [
    "…| where DeviceProcessEvents.FileName == 'a'",
    "error",
    "unknown_column",
    "Columns are named without their table. Write `FileName`.",
  ],
  [
    "…| where SHA256 == 'a' | invoke FileProfile(SHA265, 1000)",
    "error",
    "unknown_column",
    "There is no column or variable `SHA265` here. Did you mean `SHA256`?",
  ],
  [
    "…| join (DeviceNetworkEvents) on $left.DeviceId == $right.DeviceIdd",
    "error",
    "unknown_column",
    "There is no column or variable `DeviceIdd` here. Did you mean `DeviceId`?",
  ],
  [
    "…| join kind=inner (DeviceNetworkEvents) on RemoteIP",
    "error",
    "join_key",
    "The left side of the join has no column `RemoteIP`. Names that differ are joined with `on $left.OtherName == $right.RemoteIP`.",
  ],
  [
    "…| join DeviceEvents on DeviceProcessEvents.DeviceId == DeviceEvents.DeviceId",
    "error",
    "join_key",
    "A join condition is a column of both sides, `on Name`, or `on $left.Name == $right.OtherName`; never with names of tables.",
  ],
  [
    "deviceevents | take 1",
    "warning",
    "unknown_table",
    "`deviceevents` is none of the known hunting tables. Did you mean `DeviceEvents`? Otherwise it must be a custom or workspace table of the tenant; its columns are not checked.",
  ],
  [
    "Custom_CL | where foo == 1 | project bar",
    "warning",
    "unknown_table",
    "`Custom_CL` is none of the known hunting tables. It must be a custom or workspace table of the tenant; its columns are not checked.",
  ],
  [
    "AADSignInEventsBeta | where Timestamp > ago(1d)",
    "warning",
    "deprecated_table",
    "`AADSignInEventsBeta` is deprecated and may be gone. Use `EntraIdSignInEvents`.",
  ],
  [
    "…| extend a = strlenn(FileName)",
    "warning",
    "unknown_function",
    "`strlenn` is no function of KQL or Defender. Did you mean `strlen`? It can only be a function that the tenant or a workspace has saved.",
  ],
  [
    "…| extend a = substr(FileName, 0, 3)",
    "warning",
    "unknown_function",
    "`substr` is no function of KQL. Write `substring(text, start, length)`.",
  ],
  [
    "…| where NOT(FileName == 'a')",
    "warning",
    "unknown_function",
    "`NOT` is written `not`: names are case-sensitive in KQL.",
  ],
  [
    "…| summarize dc = distinct(FileName)",
    "warning",
    "unknown_function",
    "`distinct` is no function of KQL. Write `dcount(value), or make_set(value)`.",
  ],
  [
    "…| where Timestamp > dateadd(day, -7, now())",
    "warning",
    "unknown_function",
    "`dateadd` is no function of KQL. Write `datetime_add('day', 1, time)`.",
  ],
  [
    "…| where Timestamp > ago(-7d)",
    "warning",
    "semantic",
    "`ago(-7d)` lies in the future. Write `ago(7d)` for the past.",
  ],
  [
    "…| where Timestamp between ('2026-11-01' .. '2026-11-02')",
    "error",
    "type_mismatch",
    "`'2026-11-01'` must be a datetime here. Write it as datetime(2024-01-31T10:00:00Z), or ago(1d).",
  ],
  [
    "…| where Timestamp > now() - 7",
    "error",
    "type_mismatch",
    "`-` does not work on datetime and long. Give the duration its unit: 7d, 12h, 30m.",
  ],
  [
    "…| extend a = FileName + '.bak'",
    "error",
    "type_mismatch",
    "`+` does not work on string and string. Join texts with strcat(…).",
  ],
  [
    "…| summarize avg(FileName)",
    "error",
    "type_mismatch",
    "`avg` does not take string. Convert the text with toreal(…) or tolong(…), or count its values with dcount(…).",
  ],
  [
    "…| join kind=outer (DeviceEvents) on DeviceId",
    "error",
    "semantic",
    "`outer` is no kind of join. Did you mean `leftouter`? Kinds: inner, fullouter, innerunique, leftanti, leftouter, leftsemi, rightanti, rightouter, rightsemi.",
  ],
  [
    "CloudAppEvents | where Timestamp > ago(1d) and Operation == 'x'",
    "error",
    "unknown_column",
    "There is no column or variable `Operation` here. Did you mean `ActionType`?",
  ],
  [
    "…| evaluate bag_unpak(AdditionalFields)",
    "error",
    "unknown_plugin",
    "`evaluate bag_unpak`: there is no such plug-in. Did you mean `bag_unpack`?",
  ],
  [
    "…| where FileName = 'a'",
    "error",
    "type_mismatch",
    "`=` names a column. Compare with `==`, or `=~` to ignore case.",
  ],
  [
    "…| where FileName > 5",
    "error",
    "type_mismatch",
    "`>` does not work on string and long. Convert one side: tolong(…), toreal(…) or tostring(…).",
  ],
  [
    "…| where Timestamp > '2026-01-01'",
    "error",
    "type_mismatch",
    "`>` does not work on datetime and string. Write times as datetime(2024-01-31T10:00:00Z) or ago(1d).",
  ],
  [
    "…| where ProcessId has '80'",
    "error",
    "type_mismatch",
    "`has` does not work on long and string. It compares text: convert with tostring(…).",
  ],
  ["…| where Timestamp > ago(7)", "error", "type_mismatch", "`7` must be a timespan here. Write it as 7d, 12h or 30m."],
  ["…| mv-expand FileName", "error", "type_mismatch", "`FileName` must be dynamic here. Convert it with todynamic(…)."],
  ["…| extend a = tolong(FileName, 1)", "error", "arguments", "The function `tolong` expects 1 argument; 2 are given."],
  [
    "…| extend a = case(FileName == 'a', 1)",
    "error",
    "arguments",
    "The function `case` expects at least 3 arguments; 2 are given.",
  ],
  [
    "…| join kind=inner (DeviceEvents)",
    "error",
    "syntax",
    "This join has no condition. Add `on Name`, or `on $left.Name == $right.OtherName`.",
  ],
  [
    "…| extend x = bag_unpack(AdditionalFields)",
    "error",
    "arguments",
    "`bag_unpack` is no function. Write `| evaluate bag_unpack(…)`.",
  ],
  [
    "…| summarize DeviceName, count()",
    "error",
    "arguments",
    "`DeviceName` is neither aggregated nor grouped: put it behind `by`, or into take_any(…), max(…), make_set(…).",
  ],
  ["…| summarize count(*)", "error", "arguments", "`*` is no argument here. Rows are counted with `count()`."],
  [
    "let a = 1; let a = 2; print a",
    "error",
    "duplicate_name",
    "A variable with the name `a` has already been declared.",
  ],
];

describe("errors of meaning", () => {
  it.each(mistakes)("tells %s", (query, ...expected) => {
    expect(told(query)).toEqual([expected]);
  });

  it.each([
    ["an unknown function behind a pipe", "…| invoke foo() | project bar | where baz == 1", "unknown_function"],
    ["an unknown function as source", "_GetWatchlist('a') | where foo == 1 | project bar", "unknown_function"],
    ["an unknown table in a let", "let t = Nope_CL | where a == 1; t | project b", "unknown_table"],
    ["an unknown function in a let", "let t = DeviceEvents | invoke foo(); t | project b", "unknown_function"],
  ])("finds one cause behind %s", (_, query, code) => {
    expect(told(query).map(([, c]) => c)).toEqual([code]);
  });

  it.each([
    ["a let", "let t = (DeviceProcesEvents); t | where FileName == 'a' | join (t) on Foo", "DeviceProcessEvents"],
    ["a query of one word", "DeviceProcesEvents", "DeviceProcessEvents"],
    ["a fuzzy union", "union isfuzzy=true DeviceEvents, (DeviceProcesEvents) | where Foo == 1", "DeviceProcessEvents"],
  ])("finds a misspelt table in %s", (_, query, suggestion) => {
    expect(check(query).diagnostics).toMatchObject([{ code: "unknown_table", suggestions: [suggestion] }]);
  });

  it("tells a name that is unknown in several places once, at the first", () => {
    const { diagnostics } = check("EmailEvents\n| where Foo1 == 1\n| extend a = Foo1\n| project Foo1");
    expect(diagnostics).toMatchObject([{ line: 2, column: 9, length: 4 }]);
  });

  it("lists what could be named instead, for unknown columns", () => {
    const [d] = check("DeviceEvents | project DeviceId, RemoteIP | where RemotIP == ''").diagnostics;
    expect(d).toMatchObject({ suggestions: ["RemoteIP"], columnsInScope: ["DeviceId", "RemoteIP"] });
  });

  it.each([
    "DeviceFileEvents | where isnotempty(SHA1) | invoke FileProfile(SHA1, 1000) | where GlobalPrevalence < 50",
    'DeviceFileEvents | invoke FileProfile("SHA1") | project SHA256, Signer',
    "DeviceInfo | invoke SeenBy()",
    'AssignedIPAddresses("host1", ago(1d)) | take 1',
    'print IP = "10.0.0.5" | invoke DeviceFromIP()',
    "DeviceEvents | where AdditionalFields.Name == 'x'",
    "DeviceEvents | extend a = parse_json(AdditionalFields) | where a.b.c > 1",
    "DeviceEvents | summarize count() by AdditionalFields, DeviceId",
    "DeviceEvents | extend f = tostring(AdditionalFields) | where AdditionalFields has 'x'",
    "DeviceEvents | summarize count(RemoteUrl) by DeviceId",
    "print make_timespan(0, 0, 0.5)",
    "DeviceTvmSoftwareVulnerabilitiesKB | where CvssScore > 7",
    "union DeviceFileEvents, DeviceProcessEvents | where FileName == 'a' | project Timestamp, FileName",
    "let f = (T:(DeviceId:string)) { T | summarize count() by DeviceId }; DeviceEvents | invoke f()",
  ])("has nothing to say about %s", (query) => {
    expect(told(query)).toEqual([]);
  });

  it("leaves what lies beyond the tenant to the guard", () => {
    expect(check('workspace("w").Heartbeat | where foo == 1').diagnostics).toEqual([]);
  });

  it("knows TimeGenerated only where a workspace is attached", () => {
    const query = "DeviceEvents | where TimeGenerated > ago(1d)";
    expect(check(query).diagnostics).toMatchObject([{ code: "unknown_column", suggestions: ["Timestamp"] }]);
    expect(check(query, undefined, "workspace").diagnostics).toEqual([]);
  });
});
