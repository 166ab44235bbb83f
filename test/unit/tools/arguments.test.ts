import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { parseArguments } from "../../../src/tools/arguments.ts";
import { connectTool } from "../../../src/tools/connect.ts";
import { getSchemaTool } from "../../../src/tools/get-schema.ts";
import { listInstancesTool } from "../../../src/tools/list-instances.ts";
import { runHuntingQueryTool } from "../../../src/tools/run-hunting-query.ts";

function refusal(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("the arguments were accepted");
}

describe("parseArguments", () => {
  it("takes aliases, drops nulls and fills in defaults", () => {
    const parsed = parseArguments(runHuntingQueryTool, { kqlQuery: "T", instance: null });
    expect(parsed).toEqual({ query: "T", check: true });
  });

  it("takes absent arguments as none", () => {
    expect(parseArguments(listInstancesTool, undefined)).toEqual({});
  });

  it.each([
    [{}, "query is missing."],
    [{ query: 5 }, "query must be a string."],
    [{ query: "" }, "query must be at least 1 characters."],
    [{ query: "x".repeat(100_001) }, "query must be at most 100000 characters."],
    [{ query: "T", max_rows: 1.5 }, "max_rows must be a whole number."],
    [{ query: "T", max_rows: "10" }, "max_rows must be a number."],
    [{ query: "T", max_rows: 0 }, "max_rows must be at least 1."],
    [{ query: "T", check: "no" }, "check must be true or false."],
    [{ query: "T", kql: "T" }, "query was given twice, once under another name."],
    ["T", "The arguments must be one JSON object."],
    [["T"], "The arguments must be one JSON object."],
    [{ querry: "T" }, "run_hunting_query takes no argument “querry”. Did you mean query?"],
    [{ query: "T", zzzzzz: 1 }, "run_hunting_query takes no argument “zzzzzz”."],
    [{ query: "T", max_rows: 0, check: 1 }, "max_rows must be at least 1. check must be true or false."],
  ])("refuses %j", (given, message) => {
    expect(refusal(() => parseArguments(runHuntingQueryTool, given)).message).toBe(message);
  });

  it("names the accepted arguments, the optional ones with a question mark", () => {
    const error = refusal(() => parseArguments(runHuntingQueryTool, { qqqqqqqq: 1 }));
    expect(error.nextStep).toBe(
      "Accepted arguments: query, instance?, instances?, timespan?, split_by?, max_rows?, max_bytes?, check?.",
    );
    expect(refusal(() => parseArguments(listInstancesTool, { a: 1 })).nextStep).toBe(
      "list_instances takes no arguments.",
    );
  });

  it("lists the choices of a name, and limits of lists", () => {
    expect(refusal(() => parseArguments(connectTool, { auth_type: "magic" })).message).toMatch(
      /^auth_type must be one of device, interactive, /,
    );
    const six = Array.from({ length: 6 }, () => "T");
    expect(refusal(() => parseArguments(getSchemaTool, { tables: six })).message).toBe(
      "tables must be at most 5 items.",
    );
    expect(refusal(() => parseArguments(getSchemaTool, { tables: [1] })).message).toBe("tables.0 must be a string.");
  });

  it.each(["client_secret", "ClientSecret", "password", "certificate"])(
    "refuses the secret %s without repeating it",
    (name) => {
      const error = refusal(() => parseArguments(connectTool, { [name]: "hunter2-canary" }));
      expect(error.nextStep).toContain("Secrets never go through a tool call");
      expect(error.message + error.nextStep).not.toContain("canary");
    },
  );

  it("shows hidden characters of an argument's name", () => {
    expect(refusal(() => parseArguments(listInstancesTool, { "a\u202eb": 1 })).message).toContain(
      String.raw`a\u{202e}b`,
    );
  });
});
