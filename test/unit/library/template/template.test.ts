import { assert, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { kqlString } from "../../../../src/library/template/kql-literal.ts";
import { fillTemplate, templateText, type Template, type Values } from "../../../../src/library/template/template.ts";
import { hostileText, shapeOf } from "../hostile-text.ts";

const template: Template = [
  "T | where A == ",
  { form: "literal", parameter: "a" },
  " and B has ",
  { form: "string", obfuscated: true, pieces: ["<", { parameter: "a" }, "-", { parameter: "b" }, ">"] },
  " and C in (",
  { form: "literal", parameter: "list" },
  ") | summarize ",
  { form: "word", before: "min_", parameter: "name", after: "" },
  " // the end",
];
const values = (a: string, b: string, items: readonly string[]): Values =>
  new Map([
    ["a", { kind: "text", text: a }],
    ["b", { kind: "text", text: b }],
    ["list", { kind: "list", items: items.map((text) => ({ kind: "text" as const, text })) }],
    ["name", { kind: "name", text: "Time" }],
  ]);

describe("fillTemplate", () => {
  it("puts literals into the gaps", () => {
    expect(fillTemplate(template, values("x'", "y", ["1", "2"]))).toBe(
      String.raw`T | where A == 'x\'' and B has h'<x\'-y>' and C in ('1', '2') | summarize min_Time // the end`,
    );
  });

  it("keeps the lexemes of the template for 10,000 hostile values", () => {
    const expected = shapeOf(fillTemplate(template, values("a", "b", ["c"])));
    assert(
      property(hostileText, hostileText, hostileText, hostileText, (a, b, c, d) => {
        const query = fillTemplate(template, values(a, b, [c]));
        expect(shapeOf(query)).toEqual(expected);
        const list = fillTemplate(template, values(a, b, [c, d]));
        expect(shapeOf(list)).toHaveLength(expected.length + 2);
      }),
      { numRuns: 2500 },
    );
  });

  it.each<[string, Template, Values]>([
    ["a missing value", ["T | where A == ", { form: "literal", parameter: "a" }], new Map()],
    [
      "a list within a string",
      [{ form: "string", obfuscated: false, pieces: [{ parameter: "list" }] }],
      values("", "", ["x"]),
    ],
    ["what is no number", [{ form: "literal", parameter: "n" }], new Map([["n", { kind: "bare", text: "1 or true" }]])],
    ["what is no name", [{ form: "literal", parameter: "n" }], new Map([["n", { kind: "name", text: "a | take" }]])],
    ["what is no time", [{ form: "literal", parameter: "n" }], new Map([["n", { kind: "datetime", text: "now())" }]])],
    [
      "a literal that merges with its surroundings",
      ["T | where A == @", { form: "literal", parameter: "a" }],
      values("x", "", []),
    ],
    [
      "a word that merges",
      ["T | take 1", { form: "literal", parameter: "n" }],
      new Map([["n", { kind: "bare", text: "5" }]]),
    ],
  ])("fails on %s", (_what, broken, given) => {
    expect(() => fillTemplate(broken, given)).toThrow(Error);
  });
});

describe("templateText", () => {
  it("shows the gaps", () => {
    expect(templateText(template)).toBe(
      `T | where A == {a} and B has h${kqlString("<{a}-{b}>")} and C in ({list}) | summarize min_{name} // the end`,
    );
  });
});
