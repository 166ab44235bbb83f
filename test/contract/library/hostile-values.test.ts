import { array, assert, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { loadKusto, isToken } from "../../../src/kql/kusto.ts";
import type { SyntaxElement } from "../../../src/kql/kusto-types.ts";
import { readBundledQueries } from "../../../src/library/bundled-queries.ts";
import { fillQuery } from "../../../src/library/fill-query.ts";
import type { LibraryQuery } from "../../../src/library/library-query.ts";
import { placeSlots } from "../../../src/library/template/place-slots.ts";
import { readFormatString } from "../../../src/library/template/format-string.ts";
import { fillTemplate, type Values } from "../../../src/library/template/template.ts";
import { hostileText } from "../../unit/library/hostile-text.ts";

const kusto = loadKusto();

/** What Microsoft's parser reads: its tokens, string literals reduced to the fact, and what these stand for. */
function read(query: string) {
  const code = kusto.parse(query);
  const tokens: string[] = [];
  const walk = (element: SyntaxElement): void => {
    if (isToken(element)) tokens.push(/^h?["'@`~]/i.test(kusto.textOf(element)) ? "string" : kusto.textOf(element));
    else for (const child of kusto.childrenOf(element)) walk(child);
  };
  walk(code.Syntax);
  const literals = Array.from(kusto.descendants(code.Syntax), (node) => kusto.literal(node)).filter(
    (literal) => literal?.type === "string",
  );
  return { tokens, texts: literals.map((literal) => literal?.text), errors: kusto.syntaxDiagnostics(code).length };
}

describe("hostile values, read by Microsoft's parser", () => {
  const slots = Array.from({ length: 25 }, (_, i) => `p${i}`);
  const pieces = readFormatString(
    `T | where ${slots.map((name) => `A == "${name}:{${name}}" and B has {${name}_bare}`).join(" or ")} | take 5`,
  );
  const declared = new Map(
    slots.flatMap((name) => [name, `${name}_bare`].map((one) => [one, { type: "string" as const }])),
  );
  const { template } = placeSlots(pieces, declared);
  const valuesOf = (texts: readonly string[]): Values =>
    new Map(
      slots.flatMap((name, i) =>
        [name, `${name}_bare`].map((one) => [one, { kind: "text" as const, text: texts[i] ?? "" }] as const),
      ),
    );
  const expected = read(fillTemplate(template, valuesOf([]))).tokens;

  it("10,000 of them leave every token as it is and arrive as they are", () => {
    const many = array(hostileText, { minLength: slots.length, maxLength: slots.length });
    assert(
      property(many, (texts) => {
        const found = read(fillTemplate(template, valuesOf(texts)));
        expect(found.errors).toBe(0);
        expect(found.tokens).toEqual(expected);
        expect(found.texts).toEqual(texts.flatMap((text, i) => [`p${i}:${text}`, text]));
      }),
      { numRuns: 400 },
    );
  }, 120_000);
});

const textual = ({ parameters }: LibraryQuery) =>
  parameters.filter(({ type, items }) => type === "string" || (type === "list" && items === undefined));

describe("every text that a shipped query takes", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  const hostile = "'\"\\\n// | take 1 \u2028\ud800```{period}";
  const taking = readBundledQueries().filter((query) => textual(query).length > 0);

  it.each(taking.map((query) => [query.name, query] as const))("%s keeps its tokens", (_name, query) => {
    const required = query.parameters.filter((one) => one.default === undefined).map((one) => [one.name, one.example]);
    const given = (value: string) => ({
      ...Object.fromEntries(required),
      ...Object.fromEntries(textual(query).map(({ name, type }) => [name, type === "list" ? [value] : value])),
    });
    expect(read(fillQuery(query, given(hostile), now)).tokens).toEqual(read(fillQuery(query, given("a"), now)).tokens);
  });
});
