import { readFileSync } from "node:fs";
import { assert, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { fillQuery } from "../../../../src/library/fill-query.ts";
import type { LibraryQuery } from "../../../../src/library/library-query.ts";
import { readQueryFile } from "../../../../src/library/msticpy/read-query-file.ts";
import { hostileText, shapeOf } from "../hostile-text.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
const isTable = (name: string) => ["DeviceProcessEvents", "DeviceLogonEvents", "DeviceFileEvents"].includes(name);
const read = (name: string) => readQueryFile(readFileSync(`test/fixtures/queries/${name}`, "utf8"), name, isTable);
const team = read("team.yaml");

function named(name: string): LibraryQuery {
  const query = team.queries.find((one) => one.name === name);
  if (query === undefined) throw new Error(`There is no ${name}.`);
  return query;
}

describe("a team's file", () => {
  it("gives all its queries under their families, without a warning", () => {
    expect(team.warnings).toEqual([]);
    expect(team.queries.map(({ name, topic, source }) => [name, topic, source])).toEqual([
      ["Team.processes_of_host", "Team", "team.yaml"],
      ["Team.Logons.logons_of_accounts", "Team.Logons", "team.yaml"],
      ["Team.processes_of_host_with_names", "Team", "team.yaml"],
      ["Team.files_in_path", "Team", "team.yaml"],
    ]);
    expect(named("Team.processes_of_host")).toMatchObject({
      title: "Processes of a host",
      tables: ["DeviceProcessEvents"],
      techniques: [],
    });
  });

  it("offers the parameters that a query uses and that are values, not KQL", () => {
    const { parameters } = named("Team.processes_of_host");
    expect(parameters.map(({ name, type, default: standard }) => [name, type, standard])).toEqual([
      ["table", "name", "DeviceProcessEvents"],
      ["start", "datetime", "-1d"],
      ["end", "datetime", 0],
      ["time_column", "name", "Timestamp"],
      ["host_name", "string", undefined],
    ]);
    expect(parameters.at(-1)?.aliases).toEqual(["hostname", "device"]);
  });

  it("fills aliases, macros, defaults and pasted texts in", () => {
    expect(fillQuery(named("Team.processes_of_host"), { hostname: 'ws"1' }, now)).toBe(
      [
        "DeviceProcessEvents",
        "| where Timestamp between (datetime(2026-11-19T12:00:00.000Z) .. datetime(2026-11-20T12:00:00.000Z))",
        `| where DeviceName =~ 'ws"1'`,
        '| where FileName endswith ".exe"',
        "| project Timestamp, DeviceName, FileName",
      ].join("\n"),
    );
  });

  it("fills lists, numbers and folded texts in", () => {
    const query = fillQuery(
      named("Team.Logons.logons_of_accounts"),
      { users: "ana, o'neil", start: "2026-11-01" },
      now,
    );
    expect(query).toBe(
      "DeviceLogonEvents | where Timestamp >= datetime(2026-11-01T00:00:00.000Z) " +
        String.raw`| where AccountName in~ ('ana', 'o\'neil') and LogonType != "Ba{}tch" | take 100`,
    );
    expect(fillQuery(named("Team.processes_of_host_with_names"), { host_name: "a" }, now)).toContain(
      "in~ ('cmd.exe', 'powershell.exe')",
    );
  });

  it("keeps a value in the literal where it stands: verbatim, formatted, hidden, number", () => {
    const given = { user: String.raw`x\..\y`, pattern: "a'.*", port: 445 };
    expect(fillQuery(named("Team.files_in_path"), given, now)).toBe(
      [
        "DeviceFileEvents",
        "| where Timestamp > ago(7d) // days days",
        String.raw`| where FolderPath startswith 'C:\\Users\\x\\..\\y\\' and FileName matches regex '^a\'.*$'`,
        "| where SHA1 == h'd41d8cd98f00b204e9800998ecf8427e' or RequestSourcePort == 445",
      ].join("\n"),
    );
  });

  it("is not changed by hostile values, wherever MSTICPy would paste them", () => {
    const expected = shapeOf(fillQuery(named("Team.files_in_path"), { user: "u", pattern: "p", port: 1 }, now));
    assert(
      property(hostileText, hostileText, (user, pattern) => {
        expect(shapeOf(fillQuery(named("Team.files_in_path"), { user, pattern, port: 1 }, now))).toEqual(expected);
      }),
    );
  });
});

describe("a file with tabs before the lines of a folded text", () => {
  it("is read, as MSTICPy reads it", () => {
    const text = `metadata: {data_environments: [MDE], data_families: [T]}\nsources:\n  a:\n    args:\n      query: '\n        DeviceEvents\n\t\t\t| take 5'\n`;
    const [query] = readQueryFile(text, "q.yaml", isTable).queries;
    expect(query?.template).toEqual(["DeviceEvents | take 5"]);
  });
});

describe("a file with broken queries", () => {
  it("gives the good one, and names file, query and reason for each other", () => {
    const { queries, warnings, foreign } = read("broken.yaml");
    expect(foreign).toBe(false);
    expect(queries.map(({ name }) => name)).toEqual(["Broken.good"]);
    expect(warnings).toEqual([
      "broken.yaml, query “condition”: x stands where its text could be anything; put the gap in quotes, or give the parameter a type or a default; the query is left out.",
      "broken.yaml, query “tail”: x stands where its text could be anything; put the gap in quotes, or give the parameter a type or a default; the query is left out.",
      "broken.yaml, query “list_in_text”: the list names stands inside a string; the query is left out.",
      "broken.yaml, query “undeclared”: no parameter is called y; the query is left out.",
      "broken.yaml, query “conversion”: a gap holds something else than the name of a parameter; the query is left out.",
      "broken.yaml, query “open_string”: it holds a string that does not end, or a character that is no KQL; the query is left out.",
      "broken.yaml, query “bad_default”: the default of n must be a whole number, not negative; the query is left out.",
      "broken.yaml, query “bad_format”: the format of d is not text around one {}; the query is left out.",
      "broken.yaml, query “no_query”: “args.query” is missing or of the wrong kind; the query is left out.",
      "broken.yaml, query “not a name”: its name is not made of letters, digits and underscores; the query is left out.",
      "broken.yaml, query “nothing”: not a mapping; the query is left out.",
    ]);
  });
});

describe("a file that is none of these", () => {
  it("is left alone when it is for other products", () => {
    expect(read("sentinel.yaml")).toEqual({ queries: [], warnings: [], foreign: true });
  });

  it.each([
    ["no YAML", "metadata: [", "q.yaml: not valid YAML (line 1); the file is left out."],
    ["empty", "# nothing", "q.yaml: 0 YAML documents instead of one; the file is left out."],
    ["a list", "- a", "q.yaml: not a mapping; the file is left out."],
    ["without metadata", "sources: {}", "q.yaml: “metadata” is missing or of the wrong kind; the file is left out."],
    [
      "without sources",
      "metadata: {data_environments: MDE, data_families: [A]}",
      "q.yaml: “sources” is missing or of the wrong kind; the file is left out.",
    ],
  ])("is a warning when it is %s", (_what, text, warning) => {
    expect(readQueryFile(text, "q.yaml", isTable)).toEqual({ queries: [], warnings: [warning], foreign: false });
  });
});
