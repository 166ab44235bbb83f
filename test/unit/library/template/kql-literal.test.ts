import { assert, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { lex } from "../../../../src/kql/lexer.ts";
import { kqlLiteral, kqlString, readKqlString, type Value } from "../../../../src/library/template/kql-literal.ts";
import { hostileText } from "../hostile-text.ts";

describe("a text", () => {
  it.each([
    ["plain", "'plain'"],
    ["", "''"],
    [`O'Brien said "hi"`, String.raw`'O\'Brien said "hi"'`],
    [String.raw`C:\Users\x`, String.raw`'C:\\Users\\x'`],
    ["a\r\n\tb\u0000", String.raw`'a\u000d\u000a\u0009b\u0000'`],
    ["\u2028\u2029\ufeff\u0085", String.raw`'\u2028\u2029\ufeff\u0085'`],
    ["\ud800x\udfff", String.raw`'\ud800x\udfff'`],
    ["\u{1f600}Ünïcode", "'\u{1f600}Ünïcode'"],
  ])("%j becomes %s", (text, literal) => {
    expect(kqlString(text)).toBe(literal);
  });

  it("is one string literal that stands for itself, whatever it holds", () => {
    assert(
      property(hostileText, (text) => {
        const literal = kqlString(text);
        expect([...lex(literal)].map(({ kind }) => kind)).toEqual(["string"]);
        expect(readKqlString(literal)).toEqual({ text, obfuscated: false });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("other values", () => {
  const cases: readonly (readonly [Value, string])[] = [
    [{ kind: "bare", text: "7d" }, "7d"],
    [{ kind: "name", text: "Timestamp" }, "Timestamp"],
    [{ kind: "datetime", text: "2026-11-20T08:00:00.000Z" }, "datetime(2026-11-20T08:00:00.000Z)"],
    [
      {
        kind: "list",
        items: [
          { kind: "text", text: "a'" },
          { kind: "bare", text: "5" },
        ],
      },
      String.raw`'a\'', 5`,
    ],
  ];
  it.each(cases)("%j is written %s", (value, literal) => {
    expect(kqlLiteral(value)).toBe(literal);
  });
});

describe("reading a literal", () => {
  it.each([
    [`"a\\tb\\"c\\\\d\\x41\\u00e9"`, 'a\tb"c\\dAé', false],
    [`@"C:\\x ""y"""`, `C:\\x "y"`, false],
    [`@'it''s'`, "it's", false],
    [`h"secret"`, "secret", true],
    [`H@'se''cret'`, "se'cret", true],
    ['```a\n"b"\\n```', 'a\n"b"\\n', false],
    ["~~~x~~~", "x", false],
  ])("%s gives %j", (literal, text, obfuscated) => {
    expect(readKqlString(literal)).toEqual({ text, obfuscated });
  });
});
