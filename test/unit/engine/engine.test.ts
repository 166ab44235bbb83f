import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/errors.ts";
import { BudgetError, LocalQueryError, UnsupportedError } from "../../../src/engine/errors.ts";
import { createEngine, type Engine, type EngineTable } from "../../../src/engine/engine.ts";
import type { EngineLimits } from "../../../src/engine/budget.ts";
import { rowAt, tableFromRows, type Cell, type Column, type Table } from "../../../src/table/table.ts";

// A worker thread needs the built file; `npm test` builds first.
const workerUrl = new URL("../../../dist/engine/worker.js", import.meta.url);
const now = Date.UTC(2026, 0, 15);
const engines: Engine[] = [];

function start(limits: Partial<EngineLimits> = {}): Engine {
  const engine = createEngine({ workerUrl, now: () => now, limits });
  engines.push(engine);
  return engine;
}

/** A table under a key, and how often its rows were asked for. */
function source(key: string, table: Table): EngineTable & { readonly loads: () => number } {
  let loads = 0;
  return {
    key,
    columns: table.columns,
    load: () => {
      loads += 1;
      return table;
    },
    loads: () => loads,
  };
}

const columns: readonly Column[] = [
  { name: "t", type: "datetime" },
  { name: "s", type: "string" },
  { name: "n", type: "long" },
  { name: "d", type: "dynamic" },
];
const cells: readonly (readonly Cell[])[] = [
  ["2026-01-14T00:00:00.1234567Z", "x", 9007199254740993n, { a: [1] }],
  ["2026-01-13T00:00:00Z", "", null, '{"a":2}'],
];

afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
});

describe("the engine in its worker", { timeout: 60_000 }, () => {
  let engine: Engine;
  beforeAll(() => {
    engine = start({ timeoutMs: 20_000 });
  });

  it("answers with cells as they came in, and knows one now", async () => {
    const T = source("a", tableFromRows(columns, cells));
    const { table, warnings } = await engine.run("T | where t > ago(36h) | extend u = now()", { tables: { T } });
    expect(rowAt(table, 0)).toEqual([...(cells[0] ?? []), "2026-01-15T00:00:00.0000000Z"]);
    expect([table.rowCount, warnings]).toEqual([1, []]);
  });

  it("asks for a table's rows once, when a query first reads it, and again after it was dropped", async () => {
    const T = source("once", tableFromRows(columns, cells));
    const Other = source("other", tableFromRows(columns, cells));
    const tables = { T, Other };
    await engine.run("T | count", { tables });
    await engine.run("T | take 1", { tables });
    expect([T.loads(), Other.loads()]).toEqual([1, 0]);
    engine.drop("once");
    await engine.run("union T, Oth* | count", { tables });
    expect([T.loads(), Other.loads()]).toEqual([2, 1]);
  });

  it("forgets the table used least recently when all take too much, never one that the query reads", async () => {
    const small = start({ tableBytes: 1_500 });
    const text = "x".repeat(1_000);
    const [A, B, C] = ["A", "B", "C"].map((key) =>
      source(key, tableFromRows([{ name: "s", type: "string" }], [[text]])),
    );
    if (A === undefined || B === undefined || C === undefined) throw new Error("three tables");
    for (const T of [A, B, A, C]) await small.run("T | count", { tables: { T } });
    expect([A.loads(), B.loads(), C.loads()]).toEqual([2, 1, 1]);
    const both = await small.run("union A, B | count", { tables: { A, B } });
    expect(rowAt(both.table, 0)).toEqual([2]);
  });

  it("carries thousands of repeated and unique texts across", async () => {
    const many = Array.from({ length: 5000 }, (_, i): readonly Cell[] => [`host${String(i % 7)}`, `id${String(i)}`, i]);
    const T = source(
      "many",
      tableFromRows(
        [
          { name: "h", type: "string" },
          { name: "u", type: "string" },
          { name: "n", type: "long" },
        ],
        many,
      ),
    );
    const { table } = await engine.run("T | where n >= 10", { tables: { T } });
    expect(table.rowCount).toBe(4990);
    expect([rowAt(table, 0), rowAt(table, 4989)]).toEqual([many[10], many[4999]]);
  });

  it("gives errors back in their classes", async () => {
    await expect(engine.run("T |", { tables: {} })).rejects.toThrow(LocalQueryError);
    await expect(engine.run("print geo_info_from_ip_address('1.1.1.1')", { tables: {} })).rejects.toThrow(
      UnsupportedError,
    );
    await expect(engine.run("range x from 1 to 1e9 step 1", { tables: {} })).rejects.toThrow(BudgetError);
    await expect(engine.run("(".repeat(400), { tables: {} })).rejects.toThrow(/nested/);
    await expect(engine.run("", { tables: {} })).rejects.toThrow(LocalQueryError);
  });

  it("sends the rows of a table whose name the query computes", async () => {
    const T = source("computed", tableFromRows(columns, cells));
    const { table } = await engine.run("table(strcat(tolower('E'), 'vents')) | count", { tables: { events: T } });
    expect([rowAt(table, 0), T.loads()]).toEqual([[2], 1]);
  });

  it("keeps rows that are dropped while a query waits for its turn", async () => {
    const tables = { T: source("late", tableFromRows(columns, cells)) };
    await engine.run("T | count", { tables });
    const running = engine.run("T | count", { tables });
    const waiting = engine.run("T | count", { tables });
    void running.finally(() => engine.drop("late"));
    expect(rowAt((await waiting).table, 0)).toEqual([2]);
  });

  it("runs queries in turn", async () => {
    const answers = await Promise.all([1, 2, 3].map((n) => engine.run(`print ${String(n)}`, { tables: {} })));
    expect(answers.map(({ table }) => rowAt(table, 0))).toEqual([[1], [2], [3]]);
  });
});

// Each of these starts a worker of its own, which takes seconds on a busy machine.
describe("queries that would kill a process", { timeout: 60_000 }, () => {
  const endless =
    "range x from 1 to 2000000 step 1 | extend x = tostring(x) | extend a = hash_sha256(x), b = hash_sha1(x), c = hash_md5(x) | summarize count_distinct(strcat(a, b, c))";

  it("are stopped at the time limit, and the next query runs", async () => {
    const engine = start({ timeoutMs: 3000 });
    await engine.run("print 1", { tables: {} });
    await expect(engine.run(endless, { tables: {} })).rejects.toThrow(/longer than 3 s/);
    await expect(engine.run("print 2", { tables: {} })).resolves.toMatchObject({ table: { rowCount: 1 } });
  });

  it("are stopped by the caller, and the next query runs", async () => {
    const engine = start();
    await engine.run("print 1", { tables: {} });
    const controller = new AbortController();
    const running = engine.run(endless, { tables: {}, signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toThrow(CancelledError);
    await expect(engine.run("print 2", { tables: {}, signal: controller.signal })).rejects.toThrow(CancelledError);
    await expect(engine.run("print 2", { tables: {} })).resolves.toMatchObject({ table: { rowCount: 1 } });
  });

  it("do not hold up a query for ever, nor one that its caller gives up", async () => {
    const engine = start({ timeoutMs: 1500 });
    await engine.run("print 1", { tables: {} });
    const controller = new AbortController();
    const killers = [1, 2, 3].map(() => engine.run(endless, { tables: {} }).catch((error: unknown) => error));
    const given = engine.run("print 2", { tables: {}, signal: controller.signal });
    const late = engine.run("print 3", { tables: {} });
    controller.abort();
    await expect(given).rejects.toThrow(CancelledError);
    await expect(late).rejects.toThrow(/busy with other queries for 3 s/);
    await Promise.all(killers);
    await expect(engine.run("print 4", { tables: {} })).resolves.toMatchObject({ table: { rowCount: 1 } });
  });

  it("are stopped, each of ten at once, and the next query runs", async () => {
    const engine = start({ timeoutMs: 8000 });
    const grown = [
      "range x from 1 to 1000000000000 step 1",
      "range x from datetime(2000-01-01) to datetime(2026-01-01) step 1tick",
      "print x = range(1, 1000000) | mv-expand x | extend y = range(1, 1000000) | mv-expand y",
      "print text = repeat(strrep('x', 1000), 8000000)",
      "range x from 1 to 1000 step 1 | extend text = strrep(strrep('x', 1000), 1000)",
      "print text = strrep(strrep(strrep('x', 1000), 1000), 1000)",
      "print text = replace_string(strrep(strrep('x', 1000), 1000), 'x', strrep('y', 1000))",
      "range x from 1 to 9000 step 1 | make-series count() on x from 1 to 100000 step 1 by y = x",
      `let t0 = range x from 1 to 2 step 1;\n${Array.from({ length: 30 }, (_, i) => `let t${String(i + 1)} = materialize(union t${String(i)}, t${String(i)});`).join("\n")}\nt30 | count`,
      "range x from 1 to 4000000 step 1 | serialize a = row_cumsum(x), b = row_number(), c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x",
    ];
    const outcomes = await Promise.allSettled(grown.map((query) => engine.run(query, { tables: {} })));
    const names = outcomes.map((outcome) =>
      outcome.status === "rejected" && outcome.reason instanceof BudgetError ? "stopped" : outcome,
    );
    expect(names).toEqual(grown.map(() => "stopped"));
    await expect(engine.run("print 1", { tables: {} })).resolves.toMatchObject({ table: { rowCount: 1 } });
  });

  it("are stopped at the memory limit, and tables are sent again", async () => {
    const engine = start({ memoryMb: 128, maxRows: 10_000_000, maxCells: 1_000_000_000, timeoutMs: 60_000 });
    const T = source("m", tableFromRows(columns, cells));
    await engine.run("T | count", { tables: { T } });
    const greedy =
      "range x from 1 to 9000000 step 1 | extend a = strcat('some text ', x), b = strcat('more text ', x) | summarize count() by a, b";
    await expect(engine.run(greedy, { tables: { T } })).rejects.toThrow(/memory/);
    await engine.run("T | count", { tables: { T } });
    expect(T.loads()).toBe(2);
  });

  it.each([
    ["a catastrophic regular expression", "print x = strcat(strrep('a', 1000), '!') | where x matches regex '^(a+)+$'"],
    ["text that doubles", `print x = 'aaaaaaaaaa'${" | extend x = strcat(x, x)".repeat(40)}`],
    [
      "a deep chain of conditions",
      `print x = 1 | where ${Array.from({ length: 3000 }, (_, i) => `x == ${String(i)}`).join(" or ")}`,
    ],
    [
      "a cross join",
      "range x from 1 to 100000 step 1 | extend k = 1 | join kind=inner (range y from 1 to 100000 step 1 | extend k = 1) on k",
    ],
    ["arrays in arrays", "print d = range(1, 100000) | mv-expand d | extend e = range(1, 100000) | mv-expand e"],
  ])("do not: %s", async (_, query) => {
    const engine = engines[0] ?? start();
    const outcome = await engine.run(query, { tables: {} }).then(
      () => "answered",
      (error: unknown) => (error instanceof BudgetError || error instanceof LocalQueryError ? "stopped" : error),
    );
    expect(["answered", "stopped"]).toContain(outcome);
    await expect(engine.run("print 1", { tables: {} })).resolves.toMatchObject({ table: { rowCount: 1 } });
  });
});
