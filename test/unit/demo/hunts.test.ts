import { describe, expect, it } from "vitest";
import { demoHunts } from "../../../src/demo/hunts.ts";
import type { DemoTenant } from "../../../src/demo/tenant.ts";
import { createExecutor, sourceTable } from "../../../src/engine/execute.ts";
import { loadKusto } from "../../../src/kql/kusto.ts";
import { rowAt } from "../../../src/table/table.ts";
import { demoTenant, wednesday } from "./demo.ts";

const executor = createExecutor(loadKusto());

/** Runs KQL over the tables that it names. */
function run(query: string, tenant: DemoTenant) {
  const { now } = tenant;
  const named = tenant.filled().filter((name) => query.includes(name));
  const tables = Object.fromEntries(named.map((name) => [name, sourceTable(tenant.table(name))]));
  const options = { now, random: () => 0.5, newGuid: () => "00000000-0000-4000-8000-000000000000" };
  return executor.execute(query, tables, options).table;
}

const onWednesday = demoTenant(wednesday);

describe.each([
  ["a Wednesday", onWednesday],
  ["a Monday at midnight", demoTenant(Date.UTC(2026, 7, 3))],
  ["a Sunday in a leap year", demoTenant(Date.UTC(2028, 1, 27, 23, 59, 59))],
])("the hunts on %s", (_, tenant) => {
  it.each(demoHunts.map((hunt) => [hunt.name, hunt] as const))("%s has its answer", (_name, hunt) => {
    const answer = run(hunt.query, tenant);
    expect(answer.columns.map(({ name }) => name)).toEqual(hunt.columns);
    expect(Array.from({ length: answer.rowCount }, (_row, index) => rowAt(answer, index))).toEqual(hunt.rows);
  });
});

describe("the hunts", () => {
  it("are five, each in other tables", () => {
    expect(new Set(demoHunts.map(({ name }) => name)).size).toBe(5);
    expect(new Set(demoHunts.map(({ query }) => /\w+/.exec(query)?.[0])).size).toBeGreaterThanOrEqual(4);
  });

  it("find nothing when the attack is out of sight", () => {
    const blind = demoHunts.map(({ query }) => run(query.replaceAll("ago(30d)", "ago(1h)"), onWednesday).rowCount);
    expect(blind).toEqual([0, 0, 0, 0, 0]);
  });
});
