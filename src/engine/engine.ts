import { findTextFault } from "../kql/text-limits.ts";
import type { Column, Table } from "../table/table.ts";
import { estimateBytes } from "../table/table-size.ts";
import { type EngineLimits, defaultLimits } from "./budget.ts";
import { type EngineWorker, startEngineWorker } from "./engine-worker.ts";
import { LocalQueryError } from "./errors.ts";
import type { QueryAnswer } from "./execute.ts";
import { packTable, unpackTable } from "./packed-table.ts";
import { unpackError } from "./sent-errors.ts";
import { createTurns } from "./turns.ts";
import type { NamedTable, WorkerMemory, WorkerReply } from "./worker-protocol.ts";

export interface EngineOptions {
  /** The built worker entry, `engine/worker.js`. */
  readonly workerUrl: URL;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits?: Partial<EngineLimits>;
}

/** A table that a query can name. Its rows go to the worker once, under its key, when a query first needs them. */
export interface EngineTable {
  /** Names these very rows: the same key must always mean the same rows. */
  readonly key: string;
  readonly columns: readonly Column[];
  readonly load: () => Table | Promise<Table>;
}

export interface RunOptions {
  /** Tables by the name that the query uses. */
  readonly tables: Readonly<Record<string, EngineTable>>;
  readonly signal?: AbortSignal | undefined;
}

/** KQL over tables in memory, in a worker thread with limits of rows, cells, memory and time. */
export interface Engine {
  /**
   * Runs a query; queries run one after the other, and wait for their turn at most twice as long as one may run.
   * @throws LocalQueryError when the query is wrong, UnsupportedError when it uses what the engine does not have, BudgetError when it
   * reaches a limit, CancelledError when the signal aborts
   */
  run(query: string, options: RunOptions): Promise<QueryAnswer>;
  /** Starts the worker while something else is being done; the first query would start it otherwise. */
  start(): void;
  /** Forgets the rows of a key. */
  drop(key: string): void;
  memory(): Promise<WorkerMemory>;
  /** Stops the worker; the next query starts another. */
  close(): Promise<void>;
}

/** See {@link Engine}. No thread runs before the first query; a thread that had to be stopped is replaced at the next. */
export function createEngine(options: EngineOptions): Engine {
  const limits: EngineLimits = { ...defaultLimits, ...options.limits };
  let worker: EngineWorker | undefined;
  const turns = createTurns();
  // One query that runs into its limit must not cost those behind it theirs.
  const waitMs = 2 * limits.timeoutMs;

  const running = () => {
    if (worker === undefined || worker.isGone()) worker = startEngineWorker(options.workerUrl, limits.memoryMb);
    return worker;
  };

  async function run(query: string, { tables, signal }: RunOptions): Promise<QueryAnswer> {
    const thread = running();
    const named = tablesNamed(query, tables);
    await sendTables(thread, named);
    dropUnused(thread, new Set(named.map(({ key }) => key)), limits.tableBytes);
    const request = { kind: "run", query, tables: namesOf(tables), now: options.now(), limits } as const;
    for (;;) {
      const reply = await thread.ask(request, limits.timeoutMs, signal);
      if (reply.kind !== "missing") return answerOf(reply);
      await sendTables(
        thread,
        Object.values(tables).filter(({ key }) => key === reply.key),
      );
    }
  }

  return {
    async run(query, runOptions) {
      const fault = findTextFault(query);
      if (fault !== undefined)
        throw new LocalQueryError(fault.message, { nextStep: "Write a shorter or flatter query." });
      return turns.take(() => run(query, runOptions), { limitMs: waitMs, signal: runOptions.signal });
    },
    start: () => void running(),
    drop(key) {
      // In turn, since a query that is about to run may count on the rows.
      void turns.take(async () => worker?.drop(key));
    },
    memory: () => turns.take(() => memoryOf(running(), limits.timeoutMs)),
    async close() {
      await worker?.stop();
      worker = undefined;
    },
  };
}

function namesOf(tables: RunOptions["tables"]): readonly NamedTable[] {
  return Object.entries(tables).map(([name, { key, columns }]) => ({ name, key, columns }));
}

async function memoryOf(worker: EngineWorker, limitMs: number): Promise<WorkerMemory> {
  const reply = await worker.ask({ kind: "memory" }, limitMs, undefined);
  return reply.kind === "memory" ? reply.memory : { heapUsed: 0, external: 0, baseline: 0 };
}

async function sendTables(worker: EngineWorker, tables: readonly EngineTable[]): Promise<void> {
  for (const { key, load } of tables) {
    if (worker.touch(key)) continue;
    const table = await load();
    worker.keep(key, packTable(table), estimateBytes(table));
  }
}

/** Drops the tables used least recently, until the others take at most so many bytes; they are sent again when they are needed again. */
function dropUnused(worker: EngineWorker, inUse: ReadonlySet<string>, maxBytes: number): void {
  let bytes = 0;
  for (const size of worker.keys.values()) bytes += size;
  for (const [key, size] of worker.keys) {
    if (bytes <= maxBytes) return;
    if (inUse.has(key)) continue;
    worker.drop(key);
    bytes -= size;
  }
}

/**
 * The tables whose rows a query will probably read: those it names, or all where it searches or names tables by a wildcard. Rows that it reads
 * without (`table(strcat(…))`) are sent when the worker misses them.
 */
function tablesNamed(query: string, tables: Readonly<Record<string, EngineTable>>): readonly EngineTable[] {
  const all = /\b(?:search|find)\b/i.test(query) || (/\bunion\b/i.test(query) && query.includes("*"));
  return Object.entries(tables).flatMap(([name, table]) => (all || query.includes(name) ? [table] : []));
}

function answerOf(reply: WorkerReply): QueryAnswer {
  if (reply.kind === "answer") return { ...reply.answer, table: unpackTable(reply.answer.table) };
  if (reply.kind === "failed") throw unpackError(reply.error);
  throw new TypeError(`The engine's worker answered a query with ${reply.kind}.`);
}
