import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandWords } from "../../../src/cli/command-words.ts";

describe("commandWords", () => {
  it.each([
    ["Call connect again.", "Run login again."],
    ['Call connect with auth_type "device", and report this.', "Run login with --auth-type device, and report this."],
    ["Grant it. Then call disconnect and connect again.", "Grant it. Then run logout and login."],
    ["Set instance to one of: A, B.", "Set --instance to one of: A, B."],
    [
      "Correct the query and run it again; check_query checks without sending. check: false sends it as it is.",
      "Correct the query and run it again; the subcommand check only checks without sending. --no-check sends it as it is.",
    ],
    ["Try again in 5 s. Work on kept results with refine_result meanwhile: it costs no call.", "Try again in 5 s."],
    [
      "Call get_schema with search, or without arguments for the index.",
      "Run schema with --search, or without arguments for the index.",
    ],
    [
      "More rows probably matched. Give timespan and split_by, e.g. P7D and 1d, to fetch the range in parts.",
      "More rows probably matched. Ask for shorter ranges one by one with --timespan.",
    ],
    [
      "Ask for less. For all of a long range, give timespan and split_by, e.g. P7D and 1d.",
      "Ask for less. Ask for shorter ranges one by one with --timespan.",
    ],
    ["Check the network.", "Check the network."],
  ])("turns %j into %j", (advice, words) => {
    expect(commandWords(advice)).toBe(words);
  });

  it("leaves no name of a tool in any next step of the sources", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const steps = files.flatMap((file) => [
      ...readFileSync(join("src", file), "utf8").matchAll(/nextStep:\s*(["'`])((?:(?!\1).)*)\1/gs),
    ]);
    expect(steps.length).toBeGreaterThan(80);
    const named = steps.map(([, , step]) => commandWords(step ?? ""));
    const tools =
      /\b(?:list_instances|connect with|call (?:dis)?connect|run_hunting_query|check_query|get_schema|find_hunting_queries|auth_type)\b/i;
    expect(named.filter((step) => tools.test(step))).toEqual([]);
  });
});
