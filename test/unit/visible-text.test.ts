import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clip, quoted, visible } from "../../src/visible-text.ts";

describe("visible", () => {
  it.each([
    ["plain ASCII, ümlaut, 漢字, עברית", "plain ASCII, ümlaut, 漢字, עברית"],
    ["a\u202Egpj.exe", String.raw`a\u{202e}gpj.exe`],
    ["zero\u200Bwidth\u2060\uFEFF", String.raw`zero\u{200b}width\u{2060}\u{feff}`],
    ["\u001B[31mred\u009B\u0000", String.raw`\u{1b}[31mred\u{9b}\u{0}`],
    ["a\nb\u2028c\td", String.raw`a\u{a}b\u{2028}c\u{9}d`],
    ["tag\u{E0041}", String.raw`tag\u{e0041}`],
    ["lone \uD800 surrogate", String.raw`lone \u{d800} surrogate`],
    ["soft\u00ADhyphen\u3164", String.raw`soft\u{ad}hyphen\u{3164}`],
    ["👩\u200D💻 ❤\uFE0F 👍🏽", "👩\u200D💻 ❤\uFE0F 👍🏽"],
    ["a\u200Db x\uFE0F", String.raw`a\u{200d}b x\u{fe0f}`],
  ])("%j is %j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("changes nothing when it is applied again, and keeps every other character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(visible(visible(text))).toBe(visible(text));
        expect(visible(text).replaceAll(/\\u\{[0-9a-f]+\}/g, "").length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe("clip", () => {
  it.each([
    ["abc", 3, { text: "abc", rest: 0 }],
    ["abcd", 3, { text: "abc", rest: 1 }],
    ["😀😀😀", 2, { text: "😀😀", rest: 1 }],
    ["😀😀", 2, { text: "😀😀", rest: 0 }],
    ["", 0, { text: "", rest: 0 }],
    ["ab", 0, { text: "", rest: 2 }],
  ])("%j to %i code points", (text, max, clipped) => {
    expect(clip(text, max)).toEqual(clipped);
  });
});

describe("quoted", () => {
  it("folds white space, shows hidden characters and cannot be closed from inside", () => {
    expect(quoted(' a\n\n"b”\u202E ', 50)).toBe(String.raw`“a 'b'\u{202e}”`);
    expect(quoted("abcdef", 4)).toBe("“abcd…”");
  });
});
