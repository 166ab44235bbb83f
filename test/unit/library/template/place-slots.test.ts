import { describe, expect, it } from "vitest";
import type { ParameterType } from "../../../../src/library/library-query.ts";
import { readFormatString, TemplateError } from "../../../../src/library/template/format-string.ts";
import { placeSlots } from "../../../../src/library/template/place-slots.ts";
import type { Declared } from "../../../../src/library/template/surroundings.ts";
import { templateText } from "../../../../src/library/template/template.ts";
import type { JsonValue } from "../../../../src/table/table.ts";

const text = (standard?: JsonValue): Declared => ({ type: undefined, default: standard });
const typed = (type: ParameterType, standard?: JsonValue): Declared => ({ type, default: standard });
const place = (template: string, declared: Readonly<Record<string, Declared>>) =>
  placeSlots(readFormatString(template), new Map(Object.entries(declared)));

describe("a gap whose author gave no type", () => {
  it.each<[string, Declared, ParameterType | undefined]>([
    [`T | where A == "{x}"`, text(), "string"],
    [`T | where A == "pre {x} post"`, text(), "string"],
    [`T | where A has @"C:\\{x}\\y"`, text(), "string"],
    ["T | where A has ```{x}```", text(), "string"],
    [`T | where A > datetime({x})`, text(), "datetime"],
    [`T | where A > todatetime("{x}")`, text(), "string"],
    [`T | where Port == {x}`, text(), "bare"],
    [`T | where Port >= {x}`, text(), "bare"],
    [`T | where Port != {x} and true`, text(), "bare"],
    [`T | where A > ago({x})`, text(), "bare"],
    [`T | where A > ago({x}d)`, text(), "int"],
    [`T | summarize count() by bin(A, {x})`, text(), "bare"],
    [`T | take {x}`, text(), "bare"],
    [`T | top {x} by A`, text("10"), "bare"],
    [`T | where A between (ago(1d) .. ago({x}))`, text("7d"), "bare"],
    [`T | where A in ({x})`, text(), "list"],
    [`T | where A !in~ ({x})`, text(), "list"],
    [`T | where A has_any({x})`, text(), "list"],
    [`{x} | where A == 1`, text(), "name"],
    [`{x}\n| where A == 1`, text("DeviceEvents"), "name"],
    [`T | join kind=inner ({x} | where A == 1) on B`, text(), "name"],
    [`T | where {x} > ago(1d)`, text("Timestamp"), "name"],
    [`T | where {x} has "a"`, text(), "name"],
    [`T | summarize max({x})`, text("Timestamp"), "name"],
    [`T | summarize by {x}`, text(), "name"],
    [`T | extend A = {x}`, text("B"), "name"],
    [`T | where min_{x} > ago(1d)`, text("Timestamp"), "name"],
    [`T | where A == {x}`, text(true), "bare"],
    [`T // about {x}`, text(), undefined],
  ])("in %s takes its surroundings' type", (template, declared, type) => {
    expect(place(template, { x: declared }).types.get("x")).toBe(type);
  });

  it.each([
    ["a condition", `T | where {x}`, text()],
    ["an operator", `T | {x}`, text()],
    ["a line", `T\n{x}`, text()],
    ["an assignment", `T | extend A = {x}`, text()],
    ["a string operator", `T | where A has {x}`, text()],
    ["another raw literal", `T | where A == guid({x})`, text()],
    ["part of a word", `T | where Device{x} == 1`, text()],
    ["part of a number", `T | take 1{x}`, text()],
    ["part of datetime( )", `T | where A > datetime({x}T00:00)`, text()],
    ["two gaps that touch", `T | where A == {x}{x}`, text("a")],
    ["a verbatim mark", `T | where A == @{x}`, text()],
  ])("is refused in place of %s", (_what, template, declared) => {
    expect(() => place(template, { x: declared })).toThrow(TemplateError);
  });
});

describe("a typed gap", () => {
  it.each<[string, ParameterType]>([
    [`T | where A has {x}`, "string"],
    [`T | where A == "{x}"`, "ip"],
    [`T | where A > {x}`, "datetime"],
    [`T | where A > datetime({x})`, "datetime"],
    [`T | where A > todatetime("{x}")`, "datetime"],
    [`T | where A in ({x})`, "list"],
    [`T | where A in (1, {x}, 2)`, "list"],
    [`let a = dynamic([{x}]); T | where A in (a)`, "list"],
    [`T | where A > ago({x}h)`, "int"],
  ])("in %s keeps its type %s", (template, type) => {
    expect(place(template, { x: typed(type) }).types.get("x")).toBe(type);
  });

  it.each<[string, string, ParameterType]>([
    ["a list inside a string", `T | where A == "{x}"`, "list"],
    ["a list without brackets", `T | where A in {x}`, "list"],
    ["a number in datetime( )", `T | where A > datetime({x})`, "int"],
    ["a time in a word", `T | where A > ago({x}h)`, "datetime"],
  ])("is refused as %s", (_what, template, type) => {
    expect(() => place(template, { x: typed(type) })).toThrow(TemplateError);
  });
});

describe("a template", () => {
  it("takes the narrower type of several places, and refuses two that differ", () => {
    expect(place(`{x} | where "{x}" != ""`, { x: text() }).types.get("x")).toBe("name");
    expect(place(`T | where "{x}" != "" | take {x}`, { x: text() }).types.get("x")).toBe("bare");
    expect(() => place(`{x} | take {x}`, { x: text() })).toThrow(/x stands in places that take different things/);
  });

  it("gets the texts pasted that its author wants there, and loses the lines that stay empty", () => {
    const template = "{table}\n| where A == 1\n{more}\n{end}\n| take 5";
    const { template: filled, types } = place(template, {
      table: text("T | where B == 2"),
      more: text("| where C has '{{x}}'"),
      end: text(""),
    });
    expect(types.size).toBe(0);
    expect(templateText(filled)).toBe("T | where B == 2\n| where A == 1\n| where C has '{{x}}'\n| take 5");
  });

  it("names the parameter in comments, and reads doubled braces as braces", () => {
    const { template } = place(`T // by {x}\n| where A == dynamic({{"k": 1}}) and B == "{x}"`, { x: text() });
    expect(templateText(template)).toBe(`T // by x\n| where A == dynamic({"k": 1}) and B == '{x}'`);
  });

  it("tells gaps from words of its own that look like marks", () => {
    const { template } = place(`T | where gap0z == "{x}" and gapq1z == 1`, { x: text() });
    expect(templateText(template)).toBe(`T | where gap0z == '{x}' and gapq1z == 1`);
  });

  it.each([
    ["an undeclared parameter", `T | where A == "{y}"`, /no parameter is called y/],
    ["a string that does not end", `T | where A == "{x}`, /a string that does not end/],
    ["a lone brace", `T | where A == "{x}" }`, /a brace stands alone/],
    ["a conversion", `T | where A == "{x!r}"`, /something else than the name/],
    ["a format", `T | where A == "{x:%Y}"`, /something else than the name/],
    ["an index", `T | where A == "{x[0]}"`, /something else than the name/],
    ["an empty gap", `T | where A == "{}"`, /something else than the name/],
  ])("is refused for %s", (_what, template, reason) => {
    expect(() => place(template, { x: text() })).toThrow(reason);
  });
});
