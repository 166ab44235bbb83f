import { describe, expect, it } from "vitest";
import { foreignFunctions } from "../../../src/kql/foreign-functions.ts";
import { loadKusto } from "../../../src/kql/kusto.ts";

const kusto = loadKusto();
const { Functions, Aggregates } = kusto.bareGlobals;
const known = new Set([Functions, Aggregates].flatMap((list) => kusto.list(list).map(({ Name }) => Name)));

describe("functions of other languages", () => {
  it("are none of KQL's own", () => {
    expect(Object.keys(foreignFunctions).filter((name) => known.has(name))).toEqual([]);
  });

  it("are rendered by functions that KQL has", () => {
    const meant = Object.values(foreignFunctions).flatMap((text) => text.match(/\b\w+(?=\()/g) ?? []);
    expect(meant.length).toBeGreaterThan(40);
    expect(meant.filter((name) => !known.has(name))).toEqual([]);
  });
});
