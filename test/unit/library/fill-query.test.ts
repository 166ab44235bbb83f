import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { fillQuery, missingParameters, type GivenParameters } from "../../../src/library/fill-query.ts";
import type { LibraryQuery } from "../../../src/library/library-query.ts";

const query: LibraryQuery = {
  name: "logons",
  title: "Logons",
  description: "",
  topic: "",
  techniques: [],
  tables: [],
  parameters: [
    { name: "account", type: "account", description: "", aliases: ["user", "upn"] },
    { name: "period", type: "timespan", description: "", default: "7d", aliases: [] },
    { name: "start", type: "datetime", description: "", default: "-1d", aliases: [] },
  ],
  columns: [],
  hit: "",
  benign: "",
  source: "bundled",
  template: [
    "T | where Timestamp > ago(",
    { form: "literal", parameter: "period" },
    ") and Timestamp > ",
    { form: "literal", parameter: "start" },
    " and A =~ ",
    { form: "literal", parameter: "account" },
  ],
};
const now = Date.parse("2026-11-20T12:00:00Z");

describe("fillQuery", () => {
  it.each<[GivenParameters]>([
    [{ account: "ana" }],
    [{ user: "ana", period: null }],
    [{ upn: "ana", start: undefined }],
  ])("takes %j, with defaults for the rest", (given) => {
    expect(fillQuery(query, given, now)).toBe(
      "T | where Timestamp > ago(7d) and Timestamp > datetime(2026-11-19T12:00:00.000Z) and A =~ 'ana'",
    );
  });

  it.each<[string, GivenParameters, string]>([
    ["missing", {}, "account is missing."],
    ["unknown", { account: "a", perod: "1d" }, "logons has no parameter “perod”. Did you mean period?"],
    ["doubled", { account: "a", user: "b" }, "account was given twice, once under another name."],
    [
      "of the wrong form",
      { account: "a", period: "week" },
      "period must be a number with a unit, such as 30m, 12h or 7d.",
    ],
    ["of the wrong type", { account: 5 }, "account must be a user name, UPN, SID or object id, without spaces."],
  ])("refuses parameters that are %s", (_what, given, message) => {
    const nextStep = "Accepted parameters: account (account), period? (timespan), start? (datetime).";
    expect(() => fillQuery(query, given, now)).toThrow(new UserError(message, { nextStep }));
  });

  it("tells all problems at once", () => {
    let error: unknown;
    try {
      fillQuery(query, { x: 1, period: 2 }, now);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ message: expect.stringMatching(/“x”.* account is missing\. period must be /) });
  });
});

describe("missingParameters", () => {
  it.each<[GivenParameters | undefined, readonly string[]]>([
    [undefined, ["account"]],
    [{}, ["account"]],
    [{ account: null }, ["account"]],
    [{ upn: "a" }, []],
  ])("of %j are %j", (given, missing) => {
    expect(missingParameters(query, given)).toEqual(missing);
  });
});
