import { describe, expect, it } from "vitest";
import { zeroRowHints } from "../../../../src/kql/repair/zero-row-hints.ts";
import { catalogue, check } from "../hunting-language.ts";

const hints = (query: string) => zeroRowHints(check(query), catalogue).join("\n");
const where = (condition: string) => `DeviceProcessEvents | where Timestamp > ago(1d) and ${condition}`;

describe("hints for an empty answer", () => {
  it.each([
    [
      where('DeviceName == "pc1"'),
      'DeviceName mostly holds the full name (host.domain): try `DeviceName startswith "pc1"`.',
    ],
    [where('FileName == "Cmd.exe"'), "`FileName == …` heeds upper and lower case: try `=~`."],
    [where('FileName in ("Cmd.exe")'), "`FileName in …` heeds upper and lower case: try `in~`."],
    [
      where('ProcessCommandLine =~ "whoami"'),
      "`ProcessCommandLine =~` compares the whole text: try `has` or `contains`.",
    ],
    [where('ProcessCommandLine has "ps"'), '`has "ps"` finds whole words only: try `contains` for a part of a word.'],
    [where("ProcessId == 4"), "The time range may be too short, or the time zone another: times are UTC."],
    ["DeviceProcessEvents | where ProcessId == 4", "Only the last 30 days are searched."],
    [where("ProcessId == 4"), "DeviceProcessEvents stays empty without Defender for Endpoint"],
  ])("for %s", (query, hint) => {
    expect(hints(query)).toContain(hint);
  });

  it.each([
    [where('DeviceName == "pc1.contoso.com"'), "full name"],
    [where('FileName =~ "cmd.exe"'), "upper and lower case"],
    [where('ProcessCommandLine has "whoami"'), "whole words"],
    ["print 1", "30 days"],
  ])("holds back where it does not fit: %s", (query, words) => {
    expect(hints(query)).not.toContain(words);
  });

  it("says nothing of licences where they are known to be there", () => {
    const query = where("ProcessId == 4");
    expect(zeroRowHints(check(query), catalogue, { isLicensed: true }).join("")).not.toContain("stays empty");
  });

  it("gives four at most, and quotes long values shortly", () => {
    const query = where(
      `DeviceName == "${"x".repeat(500)}" and FileName == "A" and FolderPath == "B" and AccountName has "c"`,
    );
    const all = zeroRowHints(check(query), catalogue);
    expect(all).toHaveLength(4);
    expect(Math.max(...all.map((hint) => hint.length))).toBeLessThan(250);
  });
});
