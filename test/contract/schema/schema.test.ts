import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadKusto } from "../../../src/kql/kusto.ts";
import { readBundledSchema } from "../../../src/schema/bundled-schema.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import type { KqlType } from "../../../src/table/table.ts";

const catalogue = loadCatalogue();
const defaults: Readonly<Partial<Record<KqlType, string>>> = { string: '""', long: "100", datetime: "datetime(null)" };

describe("the built package", () => {
  it("carries the catalogue's files, with the same content", () => {
    expect(readBundledSchema(new URL("../../../dist/schema/", import.meta.url))).toEqual(readBundledSchema());
  });
});

// Tables are declared as documented but for the types that tenants have, functions as the catalogue describes them.
const kusto = loadKusto();
const globals = kusto.globals(
  catalogue.tables.map(({ name, columns }) => ({
    name,
    columns: columns.map((column) => ({ name: column.name, type: column.bindAs })),
  })),
  catalogue.functions.map(({ name, piped, parameters, answer, columns }) => {
    const own = parameters.map((p) => `${p.name}:${p.type}${p.optional ? `=${defaults[p.type] ?? ""}` : ""}`);
    return {
      name,
      parameters: `(${[...(piped ? ["T:(*)"] : []), ...own].join(", ")})`,
      columns,
      extendsInput: answer !== "returns",
    };
  }),
);

describe("every example", () => {
  const guide = readFileSync("prompts/guide.md", "utf8");
  const queries = [...guide.matchAll(/```kql\n(.*?)```/gs)].map((match) => match[1] ?? "");
  const examples = [...queries, ...catalogue.functions.map(({ example }) => example)];

  it("is there", () => {
    expect(queries).toHaveLength(9);
  });

  it.each(examples.map((query) => [query.split("\n")[0], query]))(
    "%s … passes Microsoft's parser and binder",
    (_start, query) => {
      const code = kusto.analyse(query, globals);
      expect(kusto.diagnostics(code).map(({ Message }) => Message)).toEqual([]);
      expect(kusto.resultColumns(code)?.length).toBeGreaterThan(0);
    },
  );

  it("of the guide is bounded in time where its tables have a time", () => {
    const timed = catalogue.tables.filter(({ timeColumn }) => timeColumn === "Timestamp").map(({ name }) => name);
    const unbounded = queries.filter((query) => {
      const tables = timed.filter((name) => new RegExp(`\\b${name}\\b`).test(query));
      return (query.match(/where Timestamp > ago\(/g) ?? []).length !== tables.length;
    });
    expect(unbounded).toEqual([]);
  });
});

const otherWords: ReadonlySet<string> = new Set(["PowerShell", "SaaS"]);

describe("every name in the guide's words", () => {
  it("is a table or a column", () => {
    const prose = readFileSync("prompts/guide.md", "utf8").replaceAll(/```kql.*?```/gs, "");
    const names = (prose.match(/\b[A-Z]+[a-z]+(?:[A-Z]+[a-z0-9]*)+\b/g) ?? []).filter((name) => !otherWords.has(name));
    const columns = new Set(catalogue.tables.flatMap((table) => table.columns.map(({ name }) => name)));
    const functions = new Set(catalogue.functions.map(({ name }) => name));
    const known = (name: string) => catalogue.table(name) !== undefined || columns.has(name) || functions.has(name);
    expect(names.length).toBeGreaterThan(15);
    expect([...new Set(names)].filter((name) => !known(name))).toEqual([]);
  });
});
