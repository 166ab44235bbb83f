import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { termTest } from "../../../../src/engine/values/terms.ts";

const has = (text: string, needle: string) => termTest(needle, { start: true, end: true })(text);
const hasPrefix = (text: string, needle: string) => termTest(needle, { start: true, end: false })(text);
const hasSuffix = (text: string, needle: string) => termTest(needle, { start: false, end: true })(text);

describe("terms", () => {
  it.each([
    ["cmd.exe /c whoami", "whoami", true],
    ["cmd.exe /c whoami", "who", false],
    ["cmd.exe", "cmd", true],
    ["a-b_c", "b", true],
    ["preNorth", "North", false],
    ["North2", "North", false],
    ["x -enc y", "-enc", true],
    ["x-encoded", "-enc", false],
    ["powershell -ep bypass $x", "-ep bypass $", true],
    ["München Süd", "München", true],
    ["Münchener", "München", false],
    ["über", "ber", false],
    ["xax a", "a", true],
    ["anything", "", true],
    ["", "a", false],
  ])("%j has %j: %s", (text, needle, expected) => expect(has(text, needle)).toBe(expected));

  it("know prefixes and suffixes of terms", () => {
    expect([hasPrefix("run powershell", "power"), hasPrefix("empower", "power")]).toEqual([true, false]);
    expect([hasSuffix("run powershell", "shell"), hasSuffix("shellcode", "shell")]).toEqual([true, false]);
  });

  it("are found exactly where splitting the text into terms finds them", () => {
    const words = fc.stringMatching(/^[ab_\- é]{0,12}$/);
    const needle = fc.stringMatching(/^[abé]{1,3}$/);
    fc.assert(
      fc.property(words, needle, (text, term) => {
        expect(has(text, term)).toBe(text.split(/[^\p{L}\p{Nd}]/u).includes(term));
      }),
    );
  });
});
