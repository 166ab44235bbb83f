import { CancelledError } from "../errors.ts";
import { findTextFault } from "../kql/text-limits.ts";
import type { Column, Table } from "../table/table.ts";
import { estimateBytes } from "../table/table-size.ts";
import { type EngineLimits, defaultLimits } from "./budget.ts";
import { type EngineWorker, startEngineWorker } from "./engine-worker.ts";
import { LocalQueryError } from "./errors.ts";
import type { QueryAnswer } from "./execute.ts";
import { packTable, unpackTable } from "./packed-table.ts";
import { unpackError } from "./sent-errors.ts";
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
   * Runs a query; queries run one after the other.
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
  let queue: Promise<unknown> = Promise.resolve();

  const running = () => {
    if (worker === undefined || worker.isGone()) worker = startEngineWorker(options.workerUrl, limits.memoryMb);
    return worker;
  };

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function run(query: string, { tables, signal }: RunOptions): Promise<QueryAnswer> {
    if (signal?.aborted === true) throw new CancelledError("The query was cancelled.");
    const thread = running();
    const read = tablesRead(query, tables);
    await sendTables(thread, read);
    dropUnused(thread, new Set(read.map(({ key }) => key)), limits.tableBytes);
    const named: readonly NamedTable[] = Object.entries(tables).map(([name, { key, columns }]) => ({
      name,
      key,
      columns,
    }));
    const request = { kind: "run", query, tables: named, now: options.now(), limits } as const;
    return answerOf(await thread.ask(request, limits.timeoutMs, signal));
  }

  return {
    async run(query, runOptions) {
      const fault = findTextFault(query);
      if (fault !== undefined)
        throw new LocalQueryError(fault.message, { nextStep: "Write a shorter or flatter query." });
      return inTurn(() => run(query, runOptions));
    },
    start: () => void running(),
    drop(key) {
      worker?.drop(key);
    },
    memory: () => inTurn(() => memoryOf(running(), limits.timeoutMs)),
    async close() {
      await worker?.stop();
      worker = undefined;
    },
  };
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

/** The tables whose rows a query may read: those it names, or all where it searches or names tables by a wildcard. */
function tablesRead(query: string, tables: Readonly<Record<string, EngineTable>>): readonly EngineTable[] {
  const all = /\b(?:search|find)\b/i.test(query) || (/\bunion\b/i.test(query) && query.includes("*"));
  return Object.entries(tables).flatMap(([name, table]) => (all || query.includes(name) ? [table] : []));
}

function answerOf(reply: WorkerReply): QueryAnswer {
  if (reply.kind === "answer") return { ...reply.answer, table: unpackTable(reply.answer.table) };
  if (reply.kind === "failed") throw unpackError(reply.error);
  throw new TypeError(`The engine's worker answered a query with ${reply.kind}.`);
}
