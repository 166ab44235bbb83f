import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  bundledSchemaDirectory,
  readBundledSchema,
  type SharedFile,
  type TableFile,
} from "../../../src/schema/bundled-schema.ts";
import { tableStatuses, type SchemaTable } from "../../../src/schema/schema-table.ts";
import { kqlTypes, type KqlType } from "../../../src/table/table.ts";

const schema = readBundledSchema();
const names = new Set(schema.tables.map(({ name }) => name));
const columnNames = new Set(schema.tables.flatMap(({ columns }) => columns.map(({ name }) => name)));
const fileNames = readdirSync(new URL("tables/", bundledSchemaDirectory));
const files = fileNames.map((name): TableFile =>
  JSON.parse(readFileSync(new URL(`tables/${name}`, bundledSchemaDirectory), "utf8")),
);
const shared: SharedFile = JSON.parse(readFileSync(new URL("shared.json", bundledSchemaDirectory), "utf8"));
const allOf = (file: TableFile) => new Set([...Object.keys(file.columns), ...Object.keys(file.observed ?? {})]);
const columnsOf = (table: SchemaTable) => new Set(table.columns.map(({ name }) => name));
const timeTypeOf = (table: SchemaTable) => table.columns.find(({ name }) => name === table.timeColumn)?.type;
const descriptionOf = (table: string, column: string) =>
  schema.tables.find((t) => t.name === table)?.columns.find((c) => c.name === column)?.description;
const unknownKeys = (keys: Iterable<string> | undefined, file: TableFile) =>
  [...(keys ?? [])].filter((key) => !allOf(file).has(key)).map((key) => `${file.name}.${key}`);

describe("names and types", () => {
  it("equal the documentation they date from, column by column", () => {
    const oracle = readFileSync(new URL("../../fixtures/schema/names-and-types.txt", import.meta.url), "utf8");
    const ours = files.map((file) =>
      [file.name, ...Object.entries(file.columns).map(([name, type]) => `${name}:${type}`)].join(" "),
    );
    expect(ours.toSorted()).toEqual(oracle.trimEnd().split("\n").toSorted());
  });

  it("count 65 tables and 1,618 documented columns", () => {
    expect(schema.tables).toHaveLength(65);
    expect(schema.tables.flatMap(({ columns }) => columns.filter((c) => !c.observed))).toHaveLength(1618);
  });

  it("are KQL's own types, for checking too", () => {
    const used = schema.tables.flatMap(({ columns }) => columns.flatMap(({ type, bindAs }) => [type, bindAs]));
    expect([...new Set(used)].filter((type) => !kqlTypes.includes(type))).toEqual([]);
  });

  it("stand in files of their table's name", () => {
    expect(files.map(({ name }) => `${name}.json`)).toEqual(fileNames);
  });

  it("never list a documented column as observed again", () => {
    expect(files.flatMap((f) => Object.keys(f.observed ?? {}).filter((c) => c in f.columns))).toEqual([]);
  });

  it("are refined for columns that exist", () => {
    expect(files.flatMap((f) => unknownKeys(Object.keys(f.typesSeen ?? {}), f))).toEqual([]);
    expect(files.flatMap((f) => unknownKeys(f.json, f))).toEqual([]);
    expect(
      files.flatMap((f) => (f.json ?? []).filter((c) => ({ ...f.columns, ...f.observed })[c] !== "string")),
    ).toEqual([]);
  });
});

describe("time", () => {
  it("is Timestamp, but for one table with another name and 15 snapshots", () => {
    const odd = schema.tables.filter(({ timeColumn }) => timeColumn !== "Timestamp");
    expect(odd.filter(({ timeColumn }) => timeColumn !== undefined).map((t) => [t.name, t.timeColumn])).toEqual([
      ["CallActivityEvents", "ActivityTimestamp"],
    ]);
    expect(odd).toHaveLength(16);
    expect(
      odd.filter(({ pitfalls }) => pitfalls[0]?.text.startsWith("No `Timestamp`") !== true).map((t) => t.name),
    ).toEqual([]);
  });

  it("is a datetime column of the table", () => {
    expect(schema.tables.filter((t) => t.timeColumn !== undefined && timeTypeOf(t) !== "datetime")).toEqual([]);
  });

  it("of the data is dated", () => {
    expect(schema.tables.filter(({ source }) => !/^202\d-\d\d-\d\d$/.test(source.asOf))).toEqual([]);
  });
});

describe("lines and descriptions", () => {
  it("are there for every table, one line of 30 to 130 characters", () => {
    expect(schema.tables.filter(({ summary }) => !/^\S.{28,128}\.$/.test(summary)).map((t) => t.name)).toEqual([]);
  });

  it("are there for every column, one line of at most 100 characters without a full stop", () => {
    const bad = schema.tables.flatMap((table) =>
      table.columns
        .filter((c) => !/^\S.{2,99}$/.test(c.description) || c.description.endsWith("."))
        .map((c) => `${table.name}.${c.name}`),
    );
    expect(bad).toEqual([]);
  });

  it("are kept only where they are used", () => {
    expect(files.flatMap((f) => unknownKeys(Object.keys(f.descriptions ?? {}), f))).toEqual([]);
    const used = new Set(
      files.flatMap((f) =>
        Object.entries({ ...f.columns, ...f.observed })
          .filter(([name]) => f.descriptions?.[name] === undefined)
          .map(([name, type]) => (`${name}:${type}` in shared.descriptions ? `${name}:${type}` : name)),
      ),
    );
    expect(Object.keys(shared.descriptions).filter((key) => !used.has(key))).toEqual([]);
  });

  it("take a table's own before the shared one, and the shared one for the type before the general", () => {
    expect(descriptionOf("DeviceLogonEvents", "LogonType")).toContain("RemoteInteractive");
    expect(descriptionOf("DeviceEvents", "ReportId")).toContain("DeviceId and Timestamp");
    expect(descriptionOf("EmailEvents", "ReportId")).toBe(shared.descriptions["ReportId"]);
  });
});

describe("pitfalls", () => {
  const pitfalls = schema.tables.flatMap((table) => table.pitfalls.map((pitfall) => ({ table, ...pitfall })));

  it("name columns of their table", () => {
    expect(pitfalls.filter(({ table, columns }) => columns.some((c) => !columnsOf(table).has(c)))).toEqual([]);
  });

  it("speak of names that exist somewhere", () => {
    const spoken = pitfalls.flatMap(({ text }) => [...text.matchAll(/`([A-Z]\w+)`/g)].map((m) => m[1] ?? ""));
    expect(spoken.length).toBeGreaterThan(100);
    expect(spoken.filter((name) => !names.has(name) && !columnNames.has(name))).toEqual([]);
  });

  it("say of types what the documentation says", () => {
    const words: Readonly<Record<string, KqlType>> = { text: "string", dynamic: "dynamic", int: "int", guids: "guid" };
    const claims = pitfalls.flatMap(({ table, text }) => {
      const [, subjects = "", word = ""] =
        /^((?:`\w+`(?:, | and )?)+) (?:is|are) (?:documented as )?(?:JSON )?(text|dynamic|int|guids)\b/.exec(text) ??
        [];
      return [...subjects.matchAll(/`(\w+)`/g)].map(([, column]) => ({ table, column, type: words[word] }));
    });
    expect(claims.length).toBeGreaterThan(25);
    const wrong = claims.filter(
      ({ table, column, type }) => table.columns.find((c) => c.name === column)?.type !== type,
    );
    expect(wrong.map(({ table, column, type }) => `${table.name}.${column} ${type}`)).toEqual([]);
  });

  it("are one short line each, and not the same twice in a table", () => {
    expect(pitfalls.filter(({ text }) => text.length > 180 || text.includes("\n"))).toEqual([]);
    expect(schema.tables.filter((t) => new Set(t.pitfalls.map(({ text }) => text)).size !== t.pitfalls.length)).toEqual(
      [],
    );
  });

  it.each([
    ["DeviceProcessEvents", /FQDN/],
    ["DeviceProcessEvents", /`ReportId` repeats/],
    ["DeviceNetworkEvents", /::ffff:/],
    ["DeviceInfo", /`OSPlatform` \(not OS\)/],
    ["CloudAppEvents", /`ISP`/],
    ["GraphAPIAuditEvents", /`ResponseStatusCode`.*text/],
    ["AADSignInEventsBeta", /`EntraIdSignInEvents`/],
    ["AIAgentsInfo", /`AgentsInfo`/],
    ["DeviceTvmSoftwareVulnerabilities", /No `Timestamp`/],
    ["EmailEvents", /`AdditionalFields` is JSON text/],
  ])("of %s include %s", (table, text) => {
    expect(pitfalls.filter((p) => p.table.name === table && text.test(p.text))).toHaveLength(1);
  });
});

describe("status", () => {
  it("is known, and a deprecated table names a table that replaces it", () => {
    expect(schema.tables.filter(({ status }) => !tableStatuses.includes(status))).toEqual([]);
    const deprecated = schema.tables.filter(({ status }) => status === "deprecated");
    expect(deprecated.map((t) => [t.name, t.replacedBy])).toEqual([
      ["AADSignInEventsBeta", "EntraIdSignInEvents"],
      ["AADSpnSignInEventsBeta", "EntraIdSpnSignInEvents"],
      ["AIAgentsInfo", "AgentsInfo"],
    ]);
    expect(deprecated.filter(({ replacedBy }) => !names.has(replacedBy ?? ""))).toEqual([]);
  });
});

describe("synonyms", () => {
  it("stand for names that exist, and not for themselves", () => {
    const { tables, columns } = schema.synonyms;
    expect(Object.entries(tables).filter(([from, to]) => names.has(from) || to.some((t) => !names.has(t)))).toEqual([]);
    expect(Object.entries(columns).filter(([from, to]) => to.some((c) => c === from || !columnNames.has(c)))).toEqual(
      [],
    );
    expect([...Object.values(tables), ...Object.values(columns)].filter((to) => to.length === 0)).toEqual([]);
  });

  it("differ in more than case", () => {
    for (const group of Object.values(schema.synonyms)) {
      const keys = Object.keys(group).map((key) => key.toLowerCase());
      expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    }
  });
});

describe("functions", () => {
  it("are the ten that Defender adds", () => {
    expect(schema.functions.map(({ name, piped, answer }) => `${name} ${piped} ${answer}`)).toEqual([
      "FileProfile true extends",
      "DeviceFromIP true returns",
      "AssignedIPAddresses false returns",
      "SeenBy true extends",
      "GetFirstSeenBehaviors true filters",
      "GetUncommonValueBehaviors true filters",
      "GetHighVolumeAnomalyBehaviors true filters",
      "GetAnomalousBehaviorsByKind true filters",
      "GetAnomalousBehaviorsByValue true filters",
      "GetAnomalousBehaviorsAbout true filters",
    ]);
  });

  it("have optional parameters last, columns unless they filter, and an example", () => {
    const bad = schema.functions.filter(({ name, parameters, answer, columns, example }) => {
      const firstOptional = parameters.findIndex((p) => p.optional);
      const requiredAfter = firstOptional >= 0 && parameters.slice(firstOptional).some((p) => !p.optional);
      return requiredAfter || columns.length > 0 === (answer === "filters") || !example.includes(`${name}(`);
    });
    expect(bad).toEqual([]);
  });
});

describe("size", () => {
  it("of all files stays under 200 KB", () => {
    const all = [...fileNames.map((name) => `tables/${name}`), "shared.json", "synonyms.json", "functions.json"];
    const bytes = all.reduce((sum, file) => sum + readFileSync(new URL(file, bundledSchemaDirectory)).length, 0);
    expect(bytes).toBeLessThan(200_000);
  });

  it("of the index leaves room for an answer: 8 KB of lines", () => {
    expect(schema.tables.reduce((sum, t) => sum + t.name.length + t.summary.length, 0)).toBeLessThan(8_000);
  });
});
