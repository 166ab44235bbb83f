import { afterAll, describe, expect, it } from "vitest";
import { createDemoBackend } from "../../../src/demo/backend.ts";
import { createEngine } from "../../../src/engine/engine.ts";
import { parseTimespan } from "../../../src/hunting/timespan.ts";
import { catalogue, wednesday, textOf } from "./demo.ts";

const HOUR_MS = 3_600_000;
const clock = { now: wednesday };
const now = () => clock.now;
const workerUrl = new URL("../../../dist/engine/worker.js", import.meta.url);
const engine = createEngine({ workerUrl, now });
const backend = createDemoBackend({ engine, catalogue: () => catalogue, now, parseTimespan });
const call = { signal: new AbortController().signal, progress: () => undefined };

afterAll(() => engine.close());

const hunt = async (query: string, timespan?: string) => {
  const { table, warnings } = await backend.hunt({ query, timespan }, call);
  return { rows: table.data.map((cells) => [...cells]), warnings };
};

describe("hunting in the demo tenant", () => {
  it("runs KQL over its tables", async () => {
    const { rows, warnings } = await hunt(
      "EmailEvents | where Timestamp > ago(1d) | summarize Mails = count() | project Any = Mails > 50",
    );
    expect(rows).toEqual([[true]]);
    expect(warnings).toEqual([]);
  });

  it("keeps to a timespan, for this query only", async () => {
    const query = "DeviceLogonEvents | summarize Rows = count(), First = min(Timestamp)";
    const whole = await hunt(query);
    const day = await hunt(query, "P1D");
    expect(Number(day.rows[0]?.[0])).toBeLessThan(Number(whole.rows[0]?.[0]) / 10);
    expect(Date.parse(textOf(day.rows[1]?.[0]))).toBeGreaterThanOrEqual(wednesday - 24 * HOUR_MS);
    expect(await hunt(query)).toEqual(whole);
    await expect(hunt(query, "yesterday")).rejects.toThrow("The timespan “yesterday” cannot be used");
  });

  it("leaves tables without a time as they are, whatever the timespan", async () => {
    const query = "DeviceTvmSoftwareInventory | count";
    expect(await hunt(query, "PT1H")).toEqual(await hunt(query));
  });

  it("says of a table without rows that it has none", async () => {
    const { rows, warnings } = await hunt("CloudDnsEvents | project Timestamp | take 5");
    expect(rows).toEqual([[]]);
    expect(warnings).toEqual(["The demo tenant has no rows in CloudDnsEvents."]);
  });

  it("refuses what is no table", async () => {
    await expect(hunt("NoSuchTable | take 1")).rejects.toThrow("NoSuchTable");
  });

  it("ends now, also after hours", async () => {
    const newest = "EmailEvents | summarize max(Timestamp)";
    const [first] = (await hunt(newest)).rows;
    clock.now += 5 * HOUR_MS;
    expect((await hunt(newest)).rows).toEqual([first]);
    clock.now += 2 * HOUR_MS;
    const [[later] = []] = (await hunt(newest)).rows;
    expect(Date.parse(textOf(later))).toBeGreaterThan(clock.now - 4 * HOUR_MS);
  });
});
