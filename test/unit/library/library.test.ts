import { describe, expect, it } from "vitest";
import { readBundledQueries } from "../../../src/library/bundled-queries.ts";
import { libraryTable } from "../../../src/library/library-table.ts";
import { createLibrary } from "../../../src/library/library.ts";

const [first, second, ...rest] = readBundledQueries();
if (first === undefined || second === undefined) throw new Error("The library is empty.");
const library = createLibrary([first, second, ...rest]);
const team = { ...first, name: "M365D.host_alerts", source: "/srv/q.yaml" };

describe("find", () => {
  it("takes any case, hyphens and underscores", () => {
    expect(library.find("sweep-ip")?.name).toBe("sweep-ip");
    expect(library.find(" Sweep_IP ")?.name).toBe("sweep-ip");
    expect(library.find("sweep")).toBeUndefined();
  });

  it("leaves out the data family where the rest is unique", () => {
    const other = { ...team, name: "MDE.host_alerts" };
    expect(createLibrary([first, team]).find("host_alerts")?.name).toBe("M365D.host_alerts");
    expect(createLibrary([first, team, other]).find("host_alerts")).toBeUndefined();
    expect(createLibrary([first, team, other]).find("mde.host_alerts")?.name).toBe("MDE.host_alerts");
  });

  it("suggests the nearest name", () => {
    expect(library.suggest("sweap-ip")).toBe("sweep-ip");
    expect(library.suggest("zzzzzzzz")).toBeUndefined();
  });
});

describe("two queries of one name", () => {
  it("leave the first, and a warning with the file of the other", () => {
    const doubled = createLibrary([team, { ...team, source: "/srv/other.yaml" }], ["before"]);
    expect(doubled.queries).toEqual([team]);
    expect(doubled.warnings).toEqual([
      "before",
      "/srv/other.yaml, query M365D.host_alerts: the name is taken; the query is left out.",
    ]);
  });
});

describe("search", () => {
  it.each([
    ["inbox rule", "inbox-rule-hides-mail"],
    ["lsass dump", "lsass-dump-file"],
    ["who clicked a phishing link", "mail-link-clicked"],
    ["kerberos", "kerberoasting"],
    ["stolen session", "session-moved"],
    ["usb", "usb-file-copy"],
    ["where was this ip seen", "sweep-ip"],
    ["Defence evasion logs cleared", "event-log-cleared"],
  ])("%s finds %s first", (words, name) => {
    expect(library.search(words)[0]?.name).toBe(name);
  });

  it("finds a technique with its sub-techniques, and combines it with words", () => {
    const found = library.search("T1003");
    expect(found.length).toBeGreaterThan(2);
    expect(found.every(({ techniques }) => techniques.some((id) => id.startsWith("T1003")))).toBe(true);
    expect(library.search("t1003.001 dump file")[0]?.name).toBe("lsass-dump-file");
    expect(library.search("T1003 inbox")).toEqual([]);
    expect(library.search("T9999")).toEqual([]);
  });

  it("finds nothing for words that no query knows", () => {
    expect(library.search("zzyzx")).toEqual([]);
    expect(library.search("")).toEqual([]);
  });
});

describe("the table for the README", () => {
  it("has a row for each topic with all its queries, and marks those that need parameters", () => {
    const table = libraryTable([{ ...team, topic: "Team" }]);
    expect(table.split("\n")).toEqual(["| Topic | Queries |", "| --- | --- |", "| Team | `M365D.host_alerts` |"]);
    expect(libraryTable().match(/`/g)).toHaveLength(2 * library.queries.length);
    expect(libraryTable()).toContain("`alerts-recent`, `alert-evidence`…");
  });
});
