import { describe, expect, it } from "vitest";
import { findTextFault, MAX_BRACKET_DEPTH, MAX_QUERY_LENGTH } from "../../../src/kql/text-limits.ts";

describe("text limits", () => {
  it.each([
    ["", "empty", 0],
    [" \n// only a note", "empty", 0],
    ["x".repeat(MAX_QUERY_LENGTH + 1), "too_long", 0],
    [`print ${"(".repeat(MAX_BRACKET_DEPTH + 1)}`, "too_deep", 306],
    [`print ${"([{".repeat(MAX_BRACKET_DEPTH / 3)}(`, "too_deep", 306],
    ['print "\ud800"', "invalid_text", 7],
    ['print "\udc00\ud800"', "invalid_text", 7],
    [" // note\n.show tables", "command", 9],
    [". drop table T", "command", 0],
    ["#crp x\n # y\n.show tables", "command", 12],
  ])("refuses text %#", (text, code, start) => {
    expect(findTextFault(text)).toMatchObject({ code, start });
  });

  it.each([
    "T",
    "x".repeat(MAX_QUERY_LENGTH),
    `print ${"(".repeat(MAX_BRACKET_DEPTH)}1`,
    `print ${"()".repeat(MAX_BRACKET_DEPTH + 1)}`,
    `print "${"(".repeat(MAX_BRACKET_DEPTH + 1)}" // ${"(".repeat(MAX_BRACKET_DEPTH + 1)}`,
    'print "\u{1f600}"',
  ])("accepts text %#", (text) => {
    expect(findTextFault(text)).toBeUndefined();
  });
});
