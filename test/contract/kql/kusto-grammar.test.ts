import { describe, expect, it } from "vitest";
import { loadKustoLibrary } from "../../../src/kql/kusto-library.ts";
import { loadKusto } from "../../../src/kql/kusto.ts";

const { Language } = loadKustoLibrary();
const { QueryGrammar } = Language.Parsing;
const kusto = loadKusto();
const grammarOf = (text: string): unknown => Reflect.get(kusto.analyse(text, kusto.bareGlobals), "Grammar");

describe("the grammar that serves completion", () => {
  it("is not built by parsing and binding", () => {
    expect(grammarOf("print 1 | where true")).toBeNull();
    expect(grammarOf(`print ${"(".repeat(290)}1${")".repeat(290)}`)).toBeNull();
  });

  it("is built where the library itself would, with the same result", () => {
    const nested = `print x = ${"(".repeat(450)}1${")".repeat(450)}`;
    expect(kusto.syntaxDiagnostics(kusto.parse(nested))).toEqual([]);
    const ours = kusto.parse(nested).Syntax;
    const deferred = QueryGrammar.s_currentGrammar;
    QueryGrammar.s_currentGrammar = null;
    const theirs = kusto.parse(nested);
    expect(Reflect.get(theirs, "Grammar")).not.toBeNull();
    QueryGrammar.s_currentGrammar = deferred;
    expect(ours.toString()).toBe(theirs.Syntax.toString());
    expect([...kusto.descendants(ours)].map((node) => node.Kind)).toEqual(
      [...kusto.descendants(theirs.Syntax)].map((node) => node.Kind),
    );
  });

  it("is put off once, however often the library is opened", () => {
    const before = QueryGrammar.s_currentGrammar;
    loadKustoLibrary();
    expect(QueryGrammar.s_currentGrammar).toBe(before);
  });
});
