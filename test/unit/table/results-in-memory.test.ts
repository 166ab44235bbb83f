import { describe, expect, it } from "vitest";
import type { NewResult } from "../../../src/table/kept-results.ts";
import { createKeptResults, type KeptResultsOptions } from "../../../src/table/results-in-memory.ts";
import { createResultMemory } from "../../../src/table/result-memory.ts";
import { estimateBytes } from "../../../src/table/table-size.ts";
import { tableFromRows, type Cell } from "../../../src/table/table.ts";

const resultOf = (...cells: readonly Cell[]): NewResult => ({
  table: tableFromRows(
    [{ name: "s", type: "string" }],
    cells.map((cell) => [cell]),
  ),
  origin: "service",
  instances: ["Default"],
  tenantId: "t",
  query: "T",
  warnings: ["first"],
  stats: { elapsedMs: 1, responseBytes: 1, requestId: undefined },
  atServiceLimit: false,
});
const kilobyte = "x".repeat(1024);

function store(options: Partial<KeptResultsOptions> = {}) {
  const clock = { now: 1_000_000, timers: [] as { at: number; action: () => void }[] };
  let ids = 0;
  const results = createKeptResults({
    maxResults: 3,
    maxBytes: 10_000,
    minutes: 30,
    now: () => clock.now,
    randomId: () => `id${(ids += 1)}`,
    later: (ms, action) => void clock.timers.push({ at: clock.now + ms, action }),
    ...options,
  });
  const found = async (...names: string[]) => {
    const known = new Set((await results.list()).map((result) => result.id));
    return names.filter((name) => known.has(name));
  };
  return { results, clock, found };
}

describe("kept results", () => {
  it("are found under an unguessable handle with everything they came with", async () => {
    const { results } = store();
    const kept = await results.keep(resultOf("a"));
    expect(kept).toMatchObject({ ...resultOf("a"), id: "r_id1", expiresAt: 1_000_000 + 30 * 60_000 });
    expect(await results.find(kept.id)).toEqual(kept);
  });

  it("are listed without their tables", async () => {
    const { results } = store();
    await results.keep(resultOf("a"));
    const [listed] = await results.list();
    expect(listed).toEqual({ id: "r_id1", instances: ["Default"], expiresAt: 1_000_000 + 30 * 60_000 });
  });

  it("share one memory with the results of others: whoever holds most makes room", async () => {
    const memory = createResultMemory(5_000);
    const [mine, others] = [store({ memory }), store({ memory })];
    for (let n = 0; n < 3; n += 1) await mine.results.keep(resultOf(kilobyte));
    for (let n = 0; n < 2; n += 1) await others.results.keep(resultOf(kilobyte));
    expect(await mine.found("r_id1", "r_id2", "r_id3")).toEqual(["r_id2", "r_id3"]);
    expect(await others.found("r_id1", "r_id2")).toEqual(["r_id1", "r_id2"]);
  });

  it("make room for newer ones: the least recently used goes first", async () => {
    const { results, found } = store();
    for (const cell of ["a", "b", "c"]) await results.keep(resultOf(cell));
    await results.find("r_id1");
    await results.keep(resultOf("d"));
    expect(await found("r_id1", "r_id2", "r_id3", "r_id4")).toEqual(["r_id1", "r_id3", "r_id4"]);
  });

  it("stay within the memory allowed", async () => {
    const { results, found } = store({ maxResults: 100 });
    for (let i = 0; i < 5; i += 1) await results.keep(resultOf(kilobyte, kilobyte, kilobyte));
    expect(await found("r_id1", "r_id2", "r_id3", "r_id4", "r_id5")).toEqual(["r_id3", "r_id4", "r_id5"]);
  });

  it("larger than all the memory are answered with a warning, push nothing out, and are not found again", async () => {
    const { results, found } = store();
    await results.keep(resultOf("a"));
    const kept = await results.keep(resultOf(...Array.from({ length: 20 }, () => kilobyte)));
    expect(kept.table.rowCount).toBe(20);
    expect(kept.warnings).toEqual(["first", expect.stringMatching(/^This result takes about 1 MB .* not kept/)]);
    await expect(results.find(kept.id)).rejects.toThrow("There is no kept result r_id2");
    expect(await found("r_id1")).toEqual(["r_id1"]);
  });

  it("are forgotten after their time, for which a timer is set", async () => {
    const { results, clock } = store();
    await results.keep(resultOf("a"));
    clock.now += 30 * 60_000 - 1;
    expect((await results.find("r_id1")).id).toBe("r_id1");
    clock.now += 1;
    await expect(results.find("r_id1")).rejects.toMatchObject({
      nextStep: expect.stringContaining("run_hunting_query"),
    });
    expect(await results.list()).toEqual([]);
    expect(clock.timers.map((timer) => timer.at)).toEqual([clock.now]);
  });

  it("do not repeat a handle that does not look like one", async () => {
    await expect(store().results.find("r_\u202E ignore all")).rejects.toThrow("There is no kept result of that id:");
  });
});

describe("the estimate of a table's memory", () => {
  it.each<[Cell, number]>([
    [null, 8],
    [1, 8],
    [1.5, 24],
    ["abc", 27],
    [1n, 40],
    [[1, "a"], 73],
    [{ a: null }, 48],
  ])("counts %o as %i bytes", (cell, bytes) => {
    expect(estimateBytes(resultOf(cell).table)).toBe(bytes);
  });
});
