import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/defender/reply-schema.ts";
import { evidenceKinds } from "../../../src/hunting/evidence-kinds.ts";
import { entitiesOf } from "../../../src/hunting/evidence.ts";
import { readBundledQueries } from "../../../src/library/bundled-queries.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";

const typed = (type: string, properties: JsonObject): JsonObject => ({
  "@odata.type": `#microsoft.graph.security.${type}Evidence`,
  ...properties,
});
const alertWith = (...evidence: readonly JsonObject[]): JsonObject => ({ evidence });

const ip = (verdict: string, roles: readonly string[]) =>
  typed("ip", { ipAddress: "203.0.113.9", verdict, roles, countryLetterCode: null });
const run = (processId: number) => typed("process", { processCommandLine: "cmd.exe", processId });
const mail = (recipientEmailAddress: string) =>
  typed("analyzedMessage", { networkMessageId: "m", recipientEmailAddress });

describe("entities of alerts", () => {
  it("are each there once, with the alerts, roles and the worst verdict", () => {
    const found = entitiesOf([
      alertWith(ip("suspicious", ["source"])),
      alertWith(ip("malicious", ["source", "attacker"])),
    ]);
    expect(found).toMatchObject([
      {
        type: "ip",
        name: "203.0.113.9",
        alerts: [1, 2],
        roles: ["source", "attacker"],
        verdict: "malicious",
        facts: {},
      },
    ]);
    expect(found[0]?.records).toHaveLength(2);
  });

  it("keep apart what shares a name only", () => {
    const found = entitiesOf([alertWith(run(1), run(2), run(1), mail("a@x.example"), mail("b@x.example"))]);
    expect(found.map(({ name, facts }) => [name, facts["process_id"] ?? facts["recipient"]])).toEqual([
      ["cmd.exe", 1],
      ["cmd.exe", 2],
      ["m", "a@x.example"],
      ["m", "b@x.example"],
    ]);
  });

  it.each([
    [typed("constructor", {}), "constructor"],
    [typed("user", {}), "user"],
    [{ "@odata.type": 7 }, "unknown"],
    [{}, "unknown"],
  ])("stay, unnamed and apart, where nothing is known of them: %j", (evidence, type) => {
    expect(entitiesOf([alertWith(evidence, evidence)])).toMatchObject([
      { type, name: "" },
      { type, name: "" },
    ]);
  });

  it("lead to tables and queries that exist", () => {
    const tables = new Set(loadCatalogue().tables.map(({ name }) => name));
    const queries = new Set(readBundledQueries().map(({ name }) => name));
    for (const kind of Object.values(evidenceKinds)) {
      expect(kind.tables.filter((name) => !tables.has(name))).toEqual([]);
      expect(kind.queries.filter((name) => !queries.has(name))).toEqual([]);
    }
  });
});
