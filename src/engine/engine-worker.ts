import { Worker } from "node:worker_threads";
import { CancelledError } from "../errors.ts";
import { BudgetError } from "./errors.ts";
import { type PackedTable, buffersOf } from "./packed-table.ts";
import type { WorkerReply, WorkerRequest } from "./worker-protocol.ts";

/** A running worker thread, which is asked one thing at a time. */
export interface EngineWorker {
  /** Keys of the tables that it has. */
  readonly keys: ReadonlySet<string>;
  readonly isGone: () => boolean;
  /** Hands a table over; its buffers are gone here afterwards. */
  keep(key: string, table: PackedTable): void;
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
  // Its output is kept from ours: standard output belongs to the protocol.
  const worker = new Worker(url, {
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
  });
  const keys = new Set<string>();
  let gone = false;
  let take: ((reply: WorkerReply) => void) | undefined;
  let fail: ((reason: Error) => void) | undefined;
  const end = (reason: Error) => {
    gone = true;
    fail?.(reason);
    void worker.terminate();
  };
  worker.on("message", (reply: WorkerReply) => take?.(reply));
  worker.on("error", (error) => end(deathOf(error, memoryMb)));
  worker.on("exit", () => end(stopped()));

  function reply(limitMs: number, signal: AbortSignal | undefined): Promise<WorkerReply> {
    return new Promise((resolve, reject) => {
      const cancel = () => end(new CancelledError("The query was cancelled."));
      const timer = setTimeout(() => end(tooLong(limitMs)), limitMs);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", cancel);
        take = undefined;
        fail = undefined;
      };
      take = (value) => {
        settle();
        resolve(value);
      };
      fail = (reason) => {
        settle();
        reject(reason);
      };
      signal?.addEventListener("abort", cancel, { once: true });
    });
  }

  const ready = reply(startLimitMs, undefined);
  ready.catch(() => undefined);
  return {
    keys,
    isGone: () => gone,
    keep(key, table) {
      keys.add(key);
      const request: WorkerRequest = { kind: "keep", key, table };
      worker.postMessage(request, buffersOf(table));
    },
    drop(key) {
      const request: WorkerRequest = { kind: "drop", key };
      if (keys.delete(key)) worker.postMessage(request);
    },
    async ask(request, limitMs, signal) {
      worker.ref();
      try {
        await ready;
        if (signal?.aborted === true) throw new CancelledError("The query was cancelled.");
        const answer = reply(limitMs, signal);
        worker.postMessage(request);
        return await answer;
      } finally {
        worker.unref();
      }
    },
    async stop() {
      gone = true;
      await worker.terminate();
    },
  };
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
