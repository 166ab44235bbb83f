import { Worker } from "node:worker_threads";
import { CancelledError } from "../errors.ts";
import { BudgetError } from "./errors.ts";
import { type PackedTable, buffersOf } from "./packed-table.ts";
import type { WorkerReply, WorkerRequest } from "./worker-protocol.ts";

/** A running worker thread, which is asked one thing at a time. */
export interface EngineWorker {
  /** Keys of the tables that it has, with their estimated bytes; the one that was kept or touched last is the last. */
  readonly keys: ReadonlyMap<string, number>;
  readonly isGone: () => boolean;
  /** Hands a table over; its buffers are gone here afterwards. */
  keep(key: string, table: PackedTable, bytes: number): void;
  /** Notes that the table of that key is used. False when the worker does not have it. */
  touch(key: string): boolean;
  drop(key: string): void;
  /**
   * Sends a request and waits for its answer.
   * @throws BudgetError after `limitMs` or when the memory is used up, CancelledError when the signal aborts: the worker is gone then
   */
  ask(request: WorkerRequest, limitMs: number, signal: AbortSignal | undefined): Promise<WorkerReply>;
  stop(): Promise<void>;
}

const startLimitMs = 60_000;

/** Starts the thread. @param memoryMb its heap; what a query wants beyond that ends the thread, not the server */
export function startEngineWorker(url: URL, memoryMb: number): EngineWorker {
  const worker = startThread(url, memoryMb);
  const keys = new Map<string, number>();
  const thread: Thread = { gone: false, pending: undefined, end: () => undefined };
  thread.end = (reason) => {
    thread.gone = true;
    thread.pending?.fail(reason);
    void worker.terminate();
  };
  worker.on("message", (message: WorkerReply) => thread.pending?.take(message));
  worker.on("error", (error) => thread.end(deathOf(error, memoryMb)));
  worker.on("exit", () => thread.end(stopped()));
  const send = (request: WorkerRequest, buffers: ArrayBuffer[] = []) => worker.postMessage(request, buffers);
  const ready = nextReply(thread, startLimitMs, undefined);
  ready.catch(() => undefined);
  return {
    keys,
    isGone: () => thread.gone,
    keep(key, table, bytes) {
      keys.set(key, bytes);
      send({ kind: "keep", key, table }, buffersOf(table));
    },
    touch: (key) => moveToEnd(keys, key),
    drop(key) {
      if (keys.delete(key)) send({ kind: "drop", key });
    },
    async ask(request, limitMs, signal) {
      worker.ref();
      try {
        await ready;
        if (signal?.aborted === true) throw cancelled();
        const answer = nextReply(thread, limitMs, signal);
        send(request);
        return await answer;
      } finally {
        worker.unref();
      }
    },
    async stop() {
      thread.gone = true;
      await worker.terminate();
    },
  };
}

function startThread(url: URL, memoryMb: number): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 64 };
  // Its output is kept from ours: standard output belongs to the protocol.
  return new Worker(url, { env: {}, stdout: true, stderr: true, resourceLimits });
}

function moveToEnd(keys: Map<string, number>, key: string): boolean {
  const bytes = keys.get(key);
  if (bytes === undefined) return false;
  keys.delete(key);
  keys.set(key, bytes);
  return true;
}

/** What is known of the thread, and who waits for its next word. */
interface Thread {
  gone: boolean;
  pending: { readonly take: (reply: WorkerReply) => void; readonly fail: (reason: Error) => void } | undefined;
  /** Ends the thread; whoever waits gets the reason. */
  end: (reason: Error) => void;
}

function nextReply(thread: Thread, limitMs: number, signal: AbortSignal | undefined): Promise<WorkerReply> {
  return new Promise((resolve, reject) => {
    const cancel = () => thread.end(cancelled());
    const timer = setTimeout(() => thread.end(tooLong(limitMs)), limitMs);
    const settle = <T>(how: (value: T) => void) => {
      return (value: T) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", cancel);
        thread.pending = undefined;
        how(value);
      };
    };
    thread.pending = { take: settle(resolve), fail: settle(reject) };
    signal?.addEventListener("abort", cancel, { once: true });
  });
}

function cancelled(): CancelledError {
  return new CancelledError("The query was cancelled.");
}

function tooLong(limitMs: number): BudgetError {
  return new BudgetError(`The query ran longer than ${String(Math.round(limitMs / 1000))} s and was stopped.`, {
    nextStep: "Filter earlier, summarize by fewer keys, or use a simpler pattern.",
  });
}

function stopped(): BudgetError {
  return new BudgetError("The local engine stopped while it ran the query.", { nextStep: "Run the query again." });
}

function deathOf(error: Error, memoryMb: number): BudgetError {
  if (!("code" in error) || error.code !== "ERR_WORKER_OUT_OF_MEMORY") return stopped();
  return new BudgetError(`The query needed more than ${String(memoryMb)} MB of memory and was stopped.`, {
    nextStep: "Take fewer rows or columns, or summarize earlier.",
  });
}
