import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { loadLibrary } from "../../../src/library/load-library.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { parseArguments } from "../../../src/tools/arguments.ts";
import { findHuntingQueries, findHuntingQueriesTool } from "../../../src/tools/find-hunting-queries.ts";
import { libraryOutput } from "../../../src/tools/library-answer.ts";
import { libraryText } from "../../../src/tools/library-text.ts";

const now = () => Date.parse("2026-11-20T12:00:00Z");
const shipped = await loadLibrary({ paths: [], catalogue: loadCatalogue });
const withTeam = await loadLibrary({ paths: [resolve("test/fixtures/queries")], catalogue: loadCatalogue });

async function ask(wish: object, library = shipped) {
  const deps = { library: () => Promise.resolve(library), now };
  const answer = await findHuntingQueries(parseArguments(findHuntingQueriesTool, wish), deps);
  expect(libraryOutput.parse(answer)).toEqual(answer);
  return { answer, text: libraryText(answer) };
}

async function refusal(wish: object): Promise<UserError> {
  const error: unknown = await ask(wish).catch((thrown: unknown) => thrown);
  if (error instanceof UserError) return error;
  throw new Error("the call was answered");
}

describe("the index", () => {
  it("names every query under its topic, with what it needs", async () => {
    const { answer, text } = await ask({});
    expect(answer.queries).toHaveLength(shipped.queries.length);
    expect(text).toMatch(/^Credential access\n- lsass-access: Programs that open LSASS \[T1003\.001\]$/m);
    expect(text).toMatch(/^- sweep-ip\(ip\): Where an IP address was seen$/m);
    expect(text.split("\n").at(-1)).toBe("Call find_hunting_queries with name (and parameters) for the KQL.");
    expect(Buffer.byteLength(text)).toBeLessThan(9_000);
  });

  it("tells what could not be used of a team's files", async () => {
    const { answer, text } = await ask({}, withTeam);
    expect(answer.notes).toHaveLength(12);
    expect(answer.notes.at(-2)).toBe("2 more query files or queries are left out; the server's log names them.");
    expect(text).toMatch(/^- Team\.files_in_path\(user, pattern, port\): Files below a path$/m);
    expect(text).toMatch(/^\S+broken\.yaml, query “condition”: x stands where .*; the query is left out\.$/m);
  });
});

describe("a search", () => {
  it("lists the best queries in their order, with descriptions", async () => {
    const { answer, text } = await ask({ query: "stolen session" });
    expect(answer.queries?.[0]?.name).toBe("session-moved");
    expect(answer.queries?.length).toBeLessThanOrEqual(12);
    expect(text).toMatch(/^- session-moved: .*\[T1539 .*\]\n {2}Sign-in sessions .*\.\n- /);
  });

  it("says how many weaker hits it leaves out, and what to do when there are none", async () => {
    expect((await ask({ search: "mail" })).text).toMatch(/^\d+ weaker hits are left out; add a word to narrow\.$/m);
    const { answer, text } = await ask({ search: "zzyzx" });
    expect(answer.queries).toEqual([]);
    expect(text).toMatch(/^No query speaks of these words\./);
  });
});

describe("a query by name", () => {
  it("comes with its KQL where it needs nothing", async () => {
    const { answer, text } = await ask({ name: "LSASS_access" });
    expect(answer.kql).toMatch(/^DeviceEvents\n\| where Timestamp > ago\(7d\)/);
    expect(answer.query).toMatchObject({
      name: "lsass-access",
      techniques: ["T1003.001"],
      tables: ["DeviceEvents"],
      parameters: [
        { name: "devices", type: "int", required: false, default: 3, example: 5 },
        { name: "period", type: "timespan", required: false, default: "7d" },
      ],
      source: "bundled",
    });
    expect(text).toContain(`A hit: ${answer.query?.hit ?? "?"}\nFalse positives: `);
    expect(text).toContain("- devices (int, default 3): Most devices on which the program may do so, e.g. 5");
    expect(text).toContain(`\n\nKQL:\n${answer.kql ?? "?"}\n\nPass the KQL to run_hunting_query`);
    expect(text).not.toContain("Source:");
  });

  it("takes parameters, safely", async () => {
    const { answer } = await ask({ name: "process-tree", parameters: { device: "ws-014", process: "a'; // \n" } });
    expect(answer.kql).toContain(String.raw`let parent = 'a\'; // \u000a';`);
  });

  it("shows its gaps when parameters are missing and none were given", async () => {
    const { answer, text } = await ask({ name: "sweep-hash" });
    expect(answer.kql).toBeUndefined();
    expect(text).toContain("KQL with gaps:\nunion");
    expect(text).toContain("SHA1 =~ {hash}");
    expect(answer.notes).toEqual(["Call find_hunting_queries again with parameters for the KQL; required: hash."]);
  });

  it("of a team shows where it is from", async () => {
    const { text } = await ask({ name: "files_in_path" }, withTeam);
    expect(text).toMatch(/^Team\.files_in_path: Files below a path\nTables: DeviceFileEvents\nSource: .*team\.yaml$/m);
    expect(text).toContain("| where SHA1 == h'{hash}' or RequestSourcePort == {port}");
  });

  it.each<[string, object, string, string]>([
    [
      "unknown",
      { name: "sweap-ip" },
      "There is no query “sweap-ip” in the library. Did you mean sweep-ip?",
      "Call find_hunting_queries with search, or without arguments for the index.",
    ],
    [
      "without what it needs",
      { name: "sweep-ip", parameters: {} },
      "ip is missing.",
      "Accepted parameters: ip (ip), period? (timespan).",
    ],
    ["missing", { parameters: { ip: "1.1.1.1" } }, "parameters needs the name of a query.", "Give name too."],
    [
      "given parameters as text",
      { name: "sweep-ip", parameters: "ip=1" },
      "parameters must be an object.",
      "Accepted arguments: search?, name?, parameters?.",
    ],
  ])("is refused when it is %s", async (_what, wish, message, nextStep) => {
    expect(await refusal(wish)).toMatchObject({ message, nextStep });
  });
});
