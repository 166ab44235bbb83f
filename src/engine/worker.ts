/* The entry of the worker thread: keeps tables by key and runs queries over them, one after the other. */
import { randomUUID } from "node:crypto";
import { getHeapStatistics } from "node:v8";
import { parentPort } from "node:worker_threads";
import { loadKusto } from "../kql/kusto.ts";
import { type QueryAnswer, type SourceTable, createExecutor } from "./execute.ts";
import { type PackedTable, buffersOf, packTable, unpackTable } from "./packed-table.ts";
import { type Relation, relationFromTable } from "./relation.ts";
import { packError } from "./sent-errors.ts";
import type { WorkerReply, WorkerRequest } from "./worker-protocol.ts";

const executor = createExecutor(loadKusto());
const kept = new Map<string, SourceTable["load"]>();
// What the first analysis costs is no query's fault.
executor.execute("print 1", {}, { now: 0, random: Math.random, newGuid: randomUUID });
const baseline = getHeapStatistics().used_heap_size;

function say(reply: WorkerReply): void {
  parentPort?.postMessage(reply, reply.kind === "answer" ? buffersOf(reply.answer.table) : []);
}

function keep(key: string, table: PackedTable): void {
  // Cells are decoded once, for all queries that follow.
  const relation = relationFromTable(unpackTable(table));
  kept.set(key, () => relation);
}

/** Stops a query that reads rows which have not come yet. */
class MissingRows extends Error {
  readonly key: string;

  constructor(key: string) {
    super(`The rows of ${key} are not here.`);
    this.key = key;
  }
}

function missing(key: string): Relation {
  throw new MissingRows(key);
}

function run(request: Extract<WorkerRequest, { kind: "run" }>): QueryAnswer {
  const tables = Object.fromEntries(
    request.tables.map(({ name, key, columns }) => {
      return [name, { columns, load: kept.get(key) ?? (() => missing(key)) }];
    }),
  );
  const { now, limits } = request;
  return executor.execute(request.query, tables, { now, limits, random: Math.random, newGuid: randomUUID });
}

function sayAnswer({ table, ...notes }: QueryAnswer): void {
  say({ kind: "answer", answer: { ...notes, table: packTable(table) } });
}

function answer(request: WorkerRequest): void {
  switch (request.kind) {
    case "keep":
      keep(request.key, request.table);
      return;
    case "drop":
      kept.delete(request.key);
      return;
    case "run":
      sayAnswer(run(request));
      return;
    case "memory": {
      const { used_heap_size: heapUsed, external_memory: external } = getHeapStatistics();
      say({ kind: "memory", memory: { heapUsed, external, baseline } });
    }
  }
}

parentPort?.on("message", (request: WorkerRequest) => {
  try {
    answer(request);
  } catch (error) {
    say(
      error instanceof MissingRows ? { kind: "missing", key: error.key } : { kind: "failed", error: packError(error) },
    );
  }
});
say({ kind: "ready" });
