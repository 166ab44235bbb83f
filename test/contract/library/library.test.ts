import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkQuery } from "../../../src/kql/check/check-query.ts";
import { closedPolicy } from "../../../src/kql/guard/policy.ts";
import { createHuntingLanguage } from "../../../src/kql/hunting-language.ts";
import { loadKusto } from "../../../src/kql/kusto.ts";
import { readBundledQueries } from "../../../src/library/bundled-queries.ts";
import { fillQuery, missingParameters } from "../../../src/library/fill-query.ts";
import { parameterTypes, type LibraryQuery } from "../../../src/library/library-query.ts";
import { techniqueName } from "../../../src/library/techniques.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";

const queries = readBundledQueries();
const names = new Set(queries.map(({ name }) => name));
const catalogue = loadCatalogue();
const language = createHuntingLanguage(loadKusto(), catalogue, "defender");
const now = Date.parse("2026-11-20T12:00:00Z");

const examplesOf = ({ parameters }: LibraryQuery, wanted: readonly string[]) =>
  Object.fromEntries(
    parameters.filter(({ name }) => wanted.includes(name)).map(({ name, example }) => [name, example]),
  );
const everyName = ({ parameters }: LibraryQuery) => parameters.map(({ name }) => name);

describe("the library", () => {
  it("has at least 60 queries, with unique names, in thirteen topics", () => {
    expect(queries.length).toBeGreaterThanOrEqual(60);
    expect(names.size).toBe(queries.length);
    expect(new Set(queries.map(({ topic }) => topic)).size).toBe(13);
  });

  it("is shipped with the build as it is", () => {
    expect(readBundledQueries(new URL("../../../dist/library/queries/", import.meta.url))).toEqual(queries);
  });

  it("keeps to the keys that readers know", () => {
    const known = "name title description techniques tables parameters query columns hit benign".split(" ");
    for (const file of readdirSync("src/library/queries")) {
      const content = Object(JSON.parse(readFileSync(`src/library/queries/${file}`, "utf8")));
      expect(Object.keys(content)).toEqual(["topic", "parameters", "queries"]);
      for (const entry of content.queries) expect(Object.keys(entry).filter((key) => !known.includes(key))).toEqual([]);
    }
  });

  it("speaks of techniques by ids that have a name", () => {
    const ids = queries.flatMap(({ techniques }) => techniques);
    expect(ids.filter((id) => !/^T\d{4}(?:\.\d{3})?$/.test(id) || techniqueName(id) === "")).toEqual([]);
    expect(queries.filter(({ techniques }) => techniques.length > 0).length).toBeGreaterThan(80);
  });

  it("refers to its own queries by names that exist", () => {
    const words =
      "anti-phishing anti-virus e-discovery first-time fix-it home-made in-memory line-of-business look-alike";
    const more = "look-back look-ups sign-in sign-ins taken-over zero-hour";
    const ordinary = new Set(`${words} ${more}`.split(" "));
    const text = queries.map(({ description, hit, benign }) => `${description} ${hit} ${benign}`).join(" ");
    const named = [...new Set(text.match(/\b[a-z]+(?:-[a-z]+)+\b/g))].filter((word) => !ordinary.has(word));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe.each(queries.map((query) => [query.name, query] as const))("%s", (_name, query) => {
  it("is described in plain sentences", () => {
    expect(query.name).toMatch(/^[a-z][a-z\d]*(?:-[a-z]+)*$/);
    expect(query.title).toMatch(/^[A-Za-z][^.]{5,69}$/);
    for (const text of [query.description, query.hit, query.benign]) expect(text).toMatch(/^[A-Za-z].{20,300}[.!]$/);
    for (const { type, description, example } of query.parameters) {
      expect(parameterTypes).toContain(type);
      expect(description).not.toBe("");
      expect(example).toBeDefined();
    }
  });

  it.each([
    ["defaults", missingParameters(query)],
    ["examples", everyName(query)],
  ])("passes the check with its %s: tables, columns, time and cost as it says", (_which, wanted) => {
    const result = checkQuery(fillQuery(query, examplesOf(query, wanted), now), language, closedPolicy, now);
    expect(result.diagnostics).toEqual([]);
    expect(result).toMatchObject({ valid: true, warnings: [], guard: { allowed: true } });
    expect(result.tables).toEqual(query.tables);
    expect(result.resultColumns?.map(({ name }) => name)).toEqual(query.columns);
    const timed = query.tables.filter((name) => catalogue.table(name)?.timeColumn !== undefined);
    expect(result.timeBound).toBe(timed.length > 0);
  });
});
