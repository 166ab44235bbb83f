import { randomBytes } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/engine.ts";
import { createRefiner } from "../../src/hunting/refiner.ts";
import type { KeptResults, NewResult } from "../../src/table/kept-results.ts";
import { createKeptResults } from "../../src/table/results-in-memory.ts";
import { rowAt, tableFromRows, type Table } from "../../src/table/table.ts";

const engine = createEngine({ workerUrl: new URL("../../dist/engine/worker.js", import.meta.url), now: Date.now });
afterAll(() => engine.close());

const logons = tableFromRows(
  [
    { name: "Timestamp", type: "datetime" },
    { name: "DeviceName", type: "string" },
    { name: "Size", type: "long" },
    { name: "More", type: "dynamic" },
  ],
  [
    ["2026-11-01T10:00:00.1234567Z", "ws-1", 9007199254740993n, '{"kind":"a"}'],
    ["2026-11-01T11:00:00.0000001Z", "ws-2", 2, { kind: "b" }],
    ["2026-11-02T09:00:00.0000000Z", "ws-1", 3, null],
  ],
);
const owners = tableFromRows(
  [
    { name: "DeviceName", type: "string" },
    { name: "Owner", type: "string" },
  ],
  [["ws-1", "ada"]],
);

const call = { signal: new AbortController().signal, progress: () => undefined };
const found = (table: Table, more: Partial<NewResult> = {}): NewResult => ({
  table,
  origin: "service",
  instances: ["Contoso"],
  tenantId: "t-1",
  query: "q",
  warnings: [],
  stats: { elapsedMs: 1, responseBytes: 1, requestId: undefined },
  atServiceLimit: false,
  ...more,
});

describe("createRefiner", () => {
  const forgotten: string[] = [];
  let results: KeptResults;
  const refine = (resultId: string, query: string) =>
    createRefiner({ engine, results, now: Date.now }).refine({ resultId, query }, call);

  beforeEach(() => {
    results = createKeptResults({
      maxResults: 4,
      maxBytes: 1e7,
      minutes: 5,
      now: Date.now,
      randomId: () => randomBytes(16).toString("hex"),
      onForget: (id) => {
        forgotten.push(id);
        engine.drop(id);
      },
    });
  });

  it("runs KQL over Result and keeps the answer as a result of its own, with exact values", async () => {
    const { id } = await results.keep(found(logons));
    const refined = await refine(id, "Result | where More.kind == 'a' | project Timestamp, Size");
    expect(rowAt(refined.table, 0)).toEqual(["2026-11-01T10:00:00.1234567Z", 9007199254740993n]);
    expect(refined).toMatchObject({ origin: "local engine", instances: ["Contoso"], tenantId: "t-1" });
    expect((await results.find(refined.id)).table.rowCount).toBe(1);
  });

  it("joins kept results by their ids and names every tenant", async () => {
    const left = await results.keep(found(logons));
    const right = await results.keep(found(owners, { instances: ["Fabrikam"], tenantId: "t-2" }));
    const refined = await refine(
      left.id,
      `Result | join kind=inner ${right.id} on DeviceName | summarize n=count() by Owner`,
    );
    expect(rowAt(refined.table, 0)).toEqual(["ada", 2]);
    expect(refined).toMatchObject({ instances: ["Contoso", "Fabrikam"], tenantId: undefined });
  });

  it("keeps made-up rows made-up, and says that a cut result stays cut", async () => {
    const { id } = await results.keep(found(logons, { origin: "demo", atServiceLimit: true }));
    const refined = await refine(id, "Result | count");
    expect(refined.origin).toBe("demo");
    expect(refined.warnings.join()).toContain("incomplete");
  });

  it("answers an unknown result and a wrong query with an error, and goes on", async () => {
    const { id } = await results.keep(found(logons));
    await expect(refine("r_0", "Result")).rejects.toThrow("no kept result");
    await expect(refine(id, "Result | where Nope == 1")).rejects.toThrow("Nope");
    await expect(refine(id, " ")).rejects.toThrow("empty");
    expect((await refine(id, "Result | count")).table.rowCount).toBe(1);
  });

  it("tells when a result goes", async () => {
    const first = await results.keep(found(logons));
    for (let i = 0; i < 4; i += 1) await results.keep(found(owners));
    expect(forgotten).toContain(first.id);
  });
});
