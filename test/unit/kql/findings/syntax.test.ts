import { describe, expect, it } from "vitest";
import { check } from "../hunting-language.ts";

const T = "DeviceProcessEvents | where Timestamp > ago(1d) ";
const told = (query: string) => check(query).diagnostics.map((d) => [d.code, d.message]);

/** A broken query, and the one sentence that names the mistake. `…` stands for a sound beginning. */
const mistakes: readonly (readonly [query: string, sentence: string])[] = [
  ["…| wher FileName == 'a' | project x", "`wher` is no tabular operator. Did you mean `where`?"],
  ["…| select FileName", "`select` is no tabular operator. Did you mean `project`?"],
  ["…| group by FileName", "`group` is no tabular operator. Did you mean `summarize`?"],
  ["…|", "An operator such as `where` is missing after this `|`."],
  ["…| count()", "`| count` takes no parentheses. Write `| count` or `| summarize count()`."],
  ["DeviceEvents where FileName == 'a'", "A `|` is missing before `where`."],
  ["…| order by Timestamp limit 5", "A `|` is missing before `limit`."],
  ["DeviceEvents; | take 5", "The `;` before this `|` ends the query. Remove the `;`."],
  ["let a = 1\nDeviceEvents | where ProcessId == a", "A `;` is missing at the end of this `let` statement."],
  [
    "…\n\n// second\nDeviceEvents | take 5",
    "A second query seems to start at `DeviceEvents`. Send one query at a time; `let` statements end with `;`.",
  ],
  ["…| where FileName == 'abc", "This string is not closed on its line."],
  [
    '…| where FolderPath == "C:\\"',
    'This string is not closed on its line. A backslash escapes what follows it: double it, or write @"…".',
  ],
  ["…| where FileName == “abc”", "`“` does not quote in KQL. Use \" or '."],
  ["…| where FileName == 'a' && DeviceName == 'b'", "`&` is not KQL. Write `and`."],
  ["…| where FileName == 'a' || DeviceName == 'b'", "`||` is not KQL. Write `or`."],
  ["…| where !isempty(FileName)", "`!` does not negate an expression. Write `not(…)`."],
  ["…| where FileName IN ('a')", "`IN` is no operator. Did you mean `in`?"],
  ["…AND FileName == 'x'", "`AND` is no operator. Did you mean `and`?"],
  ["…| where FileName startwith 'a'", "`startwith` is no operator. Did you mean `startswith`?"],
  ["…| where FileName is null", "`is null` is SQL. Write `isempty(FileName)` for text, `isnull(…)` for other types."],
  [
    "…| where (FileName) IS NOT NULL",
    "`is not null` is SQL. Write `isnotempty(…)` for text, `isnotnull(…)` for other types.",
  ],
  ["…| where FileName is 'x'", "`is` is no operator. Did you mean `isempty`?"],
  ['…| where FolderPath == "C:\\Users\\x"', '`\\U` is no escape. Double each backslash, or write `@"C:\\Users\\x"`.'],
  [
    "…| where FolderPath has 'C:\\temp\\x.exe'",
    "`\\x` is no escape. Double each backslash, or write `@'C:\\temp\\x.exe'`.",
  ],
  ["…| where Timestamp > ago(7 days)", "A timespan is one word: `7d`."],
  ["…| where Timestamp > ago(12 hours) and FileName == 'a'", "A timespan is one word: `12h`."],
  ["…| where Timestamp > ago(2 weeks)", "Timespans are written in days: `7d`, `30d`."],
  ["…| where Timestamp > 7d ago", "Write `ago(7d)`."],
  ["…| where FileName == 'a' AND ProcessId > 4", "`AND` is no operator. Did you mean `and`?"],
  ["…| project-awy FileName", "`project-awy` is no tabular operator. Did you mean `project-away`?"],
  ["…| project-awy FileName, DeviceName", "`project-awy` is no tabular operator. Did you mean `project-away`?"],
  [
    "…| extend x = case when ProcessId == 1 then 2 end",
    "`case` is a function: `case(condition, value, …, otherwise)`, or `iff(condition, value, otherwise)`.",
  ],
  ["…| where isnotnull AccountName", "`isnotnull` is a function: write `isnotnull(AccountName)`."],
  ["…| where AccountName ~= 'x'", "`~=` is not KQL. Write `=~`."],
  ["…| where AccountName =~ ('x', 'y')", "`=~` compares with one value. Write `in~ (…)`."],
  ["…| where AccountName != ('x', 'y')", "`!=` compares with one value. Write `!in (…)`."],
  ["…| count by DeviceName", "`count` takes no `by`. Write `summarize count() by …`."],
  ["…| summarize count() group by DeviceName", "`group by` is SQL. Write `by` alone: `summarize count() by …`."],
  ["…| sort by desc Timestamp", "The direction follows the column: `by … desc`."],
  ["…| top 10", "`top 10` needs an order: `by Timestamp`. `take 10` gives any rows."],
  ["DeviceNetworkEvents | where RemoteIP == 10.0.0.1", 'Put addresses and versions in quotes: "10.0.0.1".'],
  [
    "index=main sourcetype=sysmon | stats count by host",
    "This is Splunk's language. KQL names the table first and pipes it on: `Table | where … | summarize …`.",
  ],
  ["…| summarize n=count() by FileName having n > 5", "`having` is no operator. Did you mean `where`?"],
  ["…| where FileName not contains 'a'", "`not contains` is not KQL. Write `!contains`."],
  ["…| where not FileName contains 'a'", "`not` is a function: write `not(…)`."],
  ["…| where isempty(FileName) = true", "`=` names a column. Compare with `==`, or `=~` to ignore case."],
  ["…| where FileName in ['a','b']", '`in` takes its values in parentheses: `("a", "b")`.'],
  ["…| where FileName in~ 'a'", '`in~` takes its values in parentheses: `("a", "b")`.'],
  ["…| where ProcessId between 1 and 5", "`between` takes a range in parentheses: `between (1 .. 5)`."],
  ["…| where FileName has_any ('a','b'", "The query ends too early: `)` is missing."],
  ["…| where FileName == 'a' and", "The query ends too early: an expression is missing after `and`."],
  ["…| project FileName, , DeviceName", "An expression is missing after `,`."],
  ["…| where FileName == 'a' then", "`then` does not belong here: an operator, a `|` or a `;` is missing before it."],
  ["where FileName == 'a'", "`where` cannot start a query. Name a table before it."],
  ["…| join (DeviceEvents | where a b) on DeviceId", "`)` is expected before `b`."],
  ["…| top 5 Timestamp", "`by` is expected before `Timestamp`."],
  ["…| where FileName == 'a')", "This `)` closes nothing."],
  [
    "SELECT * FROM DeviceEvents WHERE x",
    "This is SQL. KQL names the table first and pipes it on: `Table | where … | project …`.",
  ],
  ["```kql\nDeviceEvents\n```", "The query is wrapped in a Markdown fence. Send the KQL alone."],
  ["/* note */ DeviceEvents", "KQL comments start with `//` and end with the line."],
  ["…| where FileName == 'a' -- note", "KQL comments start with `//` and end with the line."],
  [
    "let x = DeviceEvents;",
    "Nothing is asked for: after the `let` statements, the query must end with a table expression.",
  ],
];

describe("syntax errors", () => {
  it.each(mistakes)("tells %s", (query, sentence) => {
    const result = check(query.replace("…", T));
    expect(result.diagnostics.map((d) => d.message)).toEqual([sentence]);
    expect(result).toMatchObject({ valid: false, warnings: [], resultColumns: undefined });
  });

  it("reports errors of names before the syntax error, none after it", () => {
    expect(told(`${T}| where FileNam == 'a' | wher Nonsense == 1 | project Nothing`)).toEqual([
      ["unknown_column", "There is no column or variable `FileNam` here. Did you mean `FileName`?"],
      ["syntax", "`wher` is no tabular operator. Did you mean `where`?"],
    ]);
  });

  it("places the error in lines and columns, whatever ends the lines", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const [d] = check(`DeviceEvents${end}| where Timestamp > ago(1d)${end}  | wher x`).diagnostics;
      expect(d).toMatchObject({ line: 3, column: 5, length: 4, suggestions: ["where"] });
    }
  });

  it("shows only a short, single line of the query", () => {
    const [d] = check("DeviceEvents | project a = 1 ```" + "x\ny".repeat(99) + "```").diagnostics;
    expect(d?.message.length).toBeLessThan(100);
    expect(d?.message).not.toContain("\n");
  });
});
