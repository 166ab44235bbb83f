import { readFileSync } from "node:fs";
import { array, assert, constantFrom, oneof, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { loadKusto, isToken } from "../../../src/kql/kusto.ts";
import type { SyntaxElement } from "../../../src/kql/kusto-types.ts";
import { readBundledQueries } from "../../../src/library/bundled-queries.ts";
import { fillQuery } from "../../../src/library/fill-query.ts";
import { parameterTypes, type Parameter, type ParameterType } from "../../../src/library/library-query.ts";
import { readQueryFile } from "../../../src/library/msticpy/read-query-file.ts";
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

const now = Date.parse("2026-11-20T12:00:00Z");
const team = readQueryFile(readFileSync("test/fixtures/queries/team.yaml", "utf8"), "team.yaml", () => false).queries;

/** Values that nobody could take for anything else, of each type. */
const plain: Readonly<Record<Exclude<ParameterType, "list">, string>> = {
  string: "plain",
  account: "plain",
  device: "plain",
  name: "plain",
  ip: "192.0.2.1",
  hash: "d41d8cd98f00b204e9800998ecf8427e",
  int: "1",
  bare: "1",
  timespan: "1d",
  datetime: "2026-01-01T00:00:00Z",
};
const ITEMS = 3;

/** Hostile text alone, and around a value that fits. */
const hostileFor = (type: Exclude<ParameterType, "list">) =>
  oneof(
    hostileText,
    tuple(hostileText, constantFrom("", plain[type]), hostileText).map((parts) => parts.join("")),
    constantFrom(plain[type], ` ${plain[type]}\n`, "0", "-7d@d", "AAAA", "::ffff:192.0.2.1", "fe80::1%eth0"),
  );

const cases = [...readBundledQueries(), ...team].flatMap((query) =>
  query.parameters.map((parameter) => [`${query.name} ${parameter.name}`, query, parameter] as const),
);
const RUNS = Math.ceil(10_000 / cases.length);

/** What a token is when it holds a value; every other token as it stands. */
const kindOf = (token: string) =>
  /^(?:\d|true$|false$)/.test(token) ? "number" : token.replace(/^datetime\(.*\)$/, "datetime");

describe("every parameter of every query, shipped or of a team, for all types", () => {
  let accepted = 0;

  it.each(cases)("%s keeps the tokens", (_name, query, parameter) => {
    const others = query.parameters.filter((one) => one !== parameter && one.default === undefined);
    const given = Object.fromEntries(others.map((one) => [one.name, one.example ?? sampleOf(one)]));
    const filledWith = (value: unknown) => fillQuery(query, { ...given, [parameter.name]: value }, now);
    const type = parameter.type === "list" ? (parameter.items ?? "string") : parameter.type;
    if (type === "list") throw new Error("a list of lists");
    const isList = parameter.type === "list";
    const expected = read(filledWith(isList ? Array(ITEMS).fill(plain[type]) : plain[type])).tokens.map(kindOf);
    const values = isList ? array(hostileFor(type), { minLength: ITEMS, maxLength: ITEMS }) : hostileFor(type);
    assert(
      property(values, (value: unknown) => {
        const filled = takenBy(filledWith, value);
        if (filled === undefined) return;
        accepted += 1;
        const found = read(filled);
        expect(found.errors).toBe(0);
        const named = String(value).trim();
        const tokens = found.tokens.map(kindOf);
        expect(tokens).toHaveLength(expected.length);
        const changed = tokens.filter((token, i) => token !== expected[i]);
        const renamed = expected
          .filter((token, i) => token !== tokens[i])
          .map((token) => token.replaceAll(plain.name, named));
        expect(changed).toEqual(type === "name" ? renamed : []);
      }),
      { numRuns: RUNS },
    );
  });

  it("was tried with 10,000 values, thousands of which were taken", () => {
    expect(cases.length * RUNS).toBeGreaterThanOrEqual(10_000);
    expect(accepted).toBeGreaterThan(2_000);
    const types = new Set(cases.flatMap(([, , { type, items }]) => [type, items ?? type]));
    expect([...types].toSorted()).toEqual([...parameterTypes].toSorted());
  });
});

/** The query with the value, or undefined for a value that does not fit. Anything else that is thrown is a fault of ours. */
function takenBy(filledWith: (value: unknown) => string, value: unknown): string | undefined {
  try {
    return filledWith(value);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function sampleOf({ type, items = "string" }: Parameter): unknown {
  if (type !== "list") return plain[type];
  return items === "list" ? [] : [plain[items]];
}
