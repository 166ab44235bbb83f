import { describe, expect, it } from "vitest";
import { allowedKinds, allowedPlugins, crossResourceFunctions } from "../../../src/kql/guard/policy.ts";
import { loadKustoLibrary } from "../../../src/kql/kusto-library.ts";
import { loadKusto } from "../../../src/kql/kusto.ts";

const kinds = Object.entries(loadKustoLibrary().Language.Syntax.SyntaxKind)
  .filter(([, value]) => typeof value === "number")
  .map(([name]) => name)
  .filter((name) => !/(?:Token|Keyword)$/.test(name));
const kusto = loadKusto();

describe("the guard and the language it judges", () => {
  it("has seen every kind of node: a new one must be judged before the language service is renewed", async () => {
    await expect(`${kinds.toSorted().join("\n")}\n`).toMatchFileSnapshot("syntax-kinds.txt");
  });

  it("has seen every plug-in and every function", async () => {
    const names = [kusto.bareGlobals.PlugIns, kusto.bareGlobals.Functions].map((list) =>
      kusto.list(list).map((f) => f.Name),
    );
    await expect(`${names.map((list) => list.toSorted().join("\n")).join("\n\n")}\n`).toMatchFileSnapshot(
      "functions.txt",
    );
  });

  it("allows only what exists", () => {
    const plugins = new Set(kusto.list(kusto.bareGlobals.PlugIns).map((f) => f.Name));
    expect([...allowedKinds].filter((kind) => !kinds.includes(kind))).toEqual([]);
    expect([...allowedPlugins].filter((name) => !plugins.has(name))).toEqual([]);
  });

  it("blocks every function of the language that reaches another database", () => {
    const functions = kusto.list(kusto.bareGlobals.Functions).map((f) => f.Name);
    const reaching = ["cluster", "database", "external_table", "entity_group", "stored_query_result"];
    expect(functions).toEqual(expect.arrayContaining(reaching));
    expect(reaching.filter((name) => !crossResourceFunctions.has(name))).toEqual([]);
  });
});
