import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCommand, type CommandEnd } from "../support/command-process.ts";

let home: string;
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), "defender-hunting-cli-"))));
afterAll(() => rm(home, { recursive: true }));

/** A subcommand with nothing configured: the demo tenant. */
const run = (args: readonly string[], input?: string): Promise<CommandEnd> =>
  startCommand(args, { environment: { HOME: home }, cwd: home, ...(input !== undefined && { input }) }).ended;

const daily = "EmailEvents | where Timestamp > ago(30d) | summarize count() by bin(Timestamp, 1d)";

describe("query", () => {
  it("prints a table of the demo tenant, and says on standard error what it is", async () => {
    const { code, stdout, stderr } = await run(["query", daily]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Timestamp +count_\n─+ {2}─+\n20\d\d-/);
    expect(stderr).toContain("DEMO DATA");
    expect(stderr).not.toContain("\u001b");
  });

  it("prints all rows, not a page of them", async () => {
    const { stdout } = await run(["query", "--format", "ndjson", "-"], "DeviceProcessEvents | take 2500");
    const rows = stdout.trimEnd().split("\n");
    expect(rows).toHaveLength(2500);
    expect(JSON.parse(rows[2499] ?? "")).toHaveProperty("DeviceName");
  });

  it.each([
    ["json", '[\n  {"A":9223372036854775807,"B":"=1\\nx","C":"2026-01-02T03:04:05.1234567Z"}\n]\n'],
    ["ndjson", '{"A":9223372036854775807,"B":"=1\\nx","C":"2026-01-02T03:04:05.1234567Z"}\n'],
    ["csv", 'A,B,C\r\n9223372036854775807,"\'=1\nx",2026-01-02T03:04:05.1234567Z\r\n'],
    ["table", String.raw`=1\u{a}x`],
  ])("keeps values exact as %s", async (format, output) => {
    const kql = String.raw`print A = 9223372036854775807, B = "=1\nx", C = datetime(2026-01-02T03:04:05.1234567Z)`;
    const { code, stdout } = await run(["query", `--format=${format}`, kql]);
    expect(code).toBe(0);
    expect(stdout).toContain(output);
  });

  it("ends quietly when its reader goes away", async () => {
    const command = startCommand(["query", "range N from 1 to 400000 step 1"], { environment: { HOME: home } });
    command.child.stdout.once("data", () => command.child.stdout.destroy());
    const { code, stderr } = await command.ended;
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|Error|rows from/);
  });

  it.each<[string[], number, string]>([
    [["query", "EmailEvents | tak 5"], 1, "Did you mean `take`?"],
    [["query", "EmailEvents | where Nope == 1"], 1, "--no-check sends it"],
    [["query", "--instance", "Nowhere", "EmailEvents"], 2, "There is no instance “Nowhere”."],
    [["query", "--format", "xml", "EmailEvents"], 2, "Use one of: table, json, ndjson, csv."],
    [["query", " "], 2, "The query is empty."],
    [["query", "--param", "a=1", "EmailEvents"], 2, "--param belongs to another subcommand, not to query."],
  ])("%j ends with %i and a reason", async (args, code, reason) => {
    const ended = await run(args);
    expect(ended).toMatchObject({ code, stdout: "" });
    expect(ended.stderr).toContain(reason);
  });
});

describe("check", () => {
  it("prints findings as a compiler does", async () => {
    const file = join(home, "hunt.kql");
    await writeFile(file, "EmailEvents\n| where Subjct has 'x'\n");
    const good = "EmailEvents | where Timestamp > ago(1d) | count";
    const { code, stdout } = await run(["check", file, good]);
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^${file}:2:9: error: .*Subjct.*Subject.* \\[unknown_column\\]\\n`, "m"));
    expect(stdout).toContain(`${file}: invalid\nquery: valid; reads EmailEvents; answers Count long\n`);
  });

  it.each<[string[], string, number]>([
    [["check", "EmailEvents | where Timestamp > ago(1d)"], "", 0],
    [["check", "-"], "EmailEvents | where Timestamp > ago(1d)", 0],
    [["check"], "EmailEvents |", 1],
    [["check", 'externaldata(a:string)["https://evil.example/"]'], "", 1],
    [["check", "missing.kql"], "", 2],
  ])("%j with input %j ends with %i", async (args, input, code) => {
    expect(await run(args, input)).toMatchObject({ code });
  });

  it("prints one object a query for programs", async () => {
    const { stdout } = await run(["check", "--format", "ndjson", "EmailEvents | tak 5", "EmailEvents | count"]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => Object(JSON.parse(line)).valid)).toEqual([false, true]);
  });
});

const teamFile = `metadata:
  data_environments: [M365D]
  data_families: [Team]
sources:
  q:
    description: '=HYPERLINK("https://x.example/") of a spreadsheet'
    args: { query: "EmailEvents | take 5" }
`;

describe("schema and library", () => {
  it("print an index, what a search finds, and one entry", async () => {
    expect((await run(["schema", "--format", "csv"])).stdout).toContain("\r\nEmailEvents,");
    const columns = await run(["schema", "emailevents", "--format", "ndjson"]);
    expect(columns.stdout).toContain('{"Column":"Timestamp","Type":"datetime",');
    expect(columns.stderr).toContain("EmailEvents (available;");
    expect(await run(["schema", "NoSuchTable"])).toMatchObject({ code: 2, stdout: "" });
    expect(await run(["schema", "--search", "qqqqq"])).toMatchObject({ code: 1 });
  });

  it.each([
    ["table", /^Table +Columns +Summary.*\n─+/, /^Name +Required +Title.*\n─+/],
    ["json", /^\[\n {2}\{"Table":"[^]*\}\n\]\n$/, /^\[\n {2}\{"Name":"[^]*\}\n\]\n$/],
    ["ndjson", /^\{"Table":"[^\n]*\}\n\{/, /^\{"Name":"[^\n]*\}\n\{/],
    ["csv", /^Table,Columns,Summary,[^\n]*\r\n/, /^Name,Required,Title,Topic,Techniques\r\n/],
  ])("print both indexes as %s", async (format, schema, library) => {
    expect((await run(["schema", "--format", format])).stdout).toMatch(schema);
    expect((await run(["library", "--format", format])).stdout).toMatch(library);
  });

  it("never let a spreadsheet run what a team's file says", async () => {
    const queries = join(home, "team.yaml");
    await writeFile(queries, teamFile);
    const { stdout } = await run(["library", "--queries", queries, "--search", "spreadsheet", "--format", "csv"]);
    expect(stdout).toContain(`,"'=HYPERLINK(""https://x.example/"") of a spreadsheet",`);
  });

  it("give a query that runs as it is", async () => {
    const index = await run(["library", "--format", "ndjson"]);
    const entries = index.stdout
      .trimEnd()
      .split("\n")
      .map((line) => Object(JSON.parse(line)));
    const { Name: ready } = entries.find((entry) => entry.Required === "");
    const kql = await run(["library", ready]);
    expect(kql).toMatchObject({ code: 0 });
    expect(await run(["query", "-"], kql.stdout)).toMatchObject({ code: 0 });
  });

  it("fill parameters in, and say which are missing", async () => {
    const { stdout } = await run(["library", "--search", "ip", "--format", "ndjson"]);
    const entries = stdout
      .trimEnd()
      .split("\n")
      .map((line) => Object(JSON.parse(line)));
    const { Name: name, Required: required } = entries.find((entry) => /^ips?$/.test(entry.Required));
    expect(await run(["library", name])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining(required),
    });
    const filled = await run(["library", name, "--param", `${required}=203.0.113.7`, "--param", "nope=1"]);
    expect(filled).toMatchObject({ code: 2, stderr: expect.stringContaining("no parameter “nope”") });
    const good = await run(["library", name, "--param", `${required}=203.0.113.7`]);
    expect(good.stdout).toContain("203.0.113.7");
    expect(await run(["check", "-"], good.stdout)).toMatchObject({ code: 0 });
  });
});

describe("help", () => {
  it("names the exit codes, and the flags of a subcommand", async () => {
    expect((await run(["--help"])).stdout).toMatch(/query 'KQL'\|-.*Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /s);
    expect((await run(["query", "--help"])).stdout).toContain("--timespan SPAN");
  });
});
