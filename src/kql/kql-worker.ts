import { Worker } from "node:worker_threads";
import type { WorkerReply, WorkerRequest, WorkerSettings } from "./worker-protocol.ts";

/** Megabytes: the parser and the tables take about 60; what hostile queries want beyond this ends the worker, not the server. */
const resourceLimits = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 16 };
const START_LIMIT_MS = 30_000;

/** The worker thread did not answer: it took too long, or it died. */
export class WorkerFailure extends Error {
  override readonly name = "WorkerFailure";
}

/** A running worker thread that is asked one thing at a time. */
export interface KqlWorker {
  /** Sends a request that has no answer. */
  tell(request: WorkerRequest): void;
  /**
   * Sends a request and waits for its answer; the limit starts when the worker is ready.
   * @throws WorkerFailure after the limit, or when the worker dies; the worker is gone then.
   */
  ask(request: WorkerRequest, limitMs: number): Promise<WorkerReply>;
  readonly isGone: () => boolean;
  stop(): Promise<void>;
}

/** Starts the worker thread at once; it loads for about half a second on its own processor. */
export function startKqlWorker(url: URL, settings: WorkerSettings): KqlWorker {
  // Its output is kept from ours: standard output belongs to the protocol.
  const worker = new Worker(url, { workerData: settings, env: {}, resourceLimits, stdout: true, stderr: true });
  let gone = false;
  let take: ((reply: WorkerReply) => void) | undefined;
  let fail: ((reason: WorkerFailure) => void) | undefined;
  const end = (reason: string) => {
    gone = true;
    fail?.(new WorkerFailure(reason));
  };
  worker.on("message", (reply: WorkerReply) => take?.(reply));
  worker.on("error", (error) => end(deathOf(error)));
  worker.on("exit", () => end("The checker stopped."));
  const reply = (limitMs: number, isAwaited: (reply: WorkerReply) => boolean) =>
    new Promise<WorkerReply>((resolve, reject) => {
      const timer = setTimeout(() => {
        end(`The check took longer than ${Math.round(limitMs / 1000)} s.`);
        void worker.terminate();
      }, limitMs);
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          how(value);
        };
      fail = settle(reject);
      take = (value) => isAwaited(value) && settle(resolve)(value);
    });
  const ready = reply(START_LIMIT_MS, ({ kind }) => kind === "ready");
  ready.catch(() => undefined);
  return {
    tell: (request) => worker.postMessage(request),
    ask: async (request, limitMs) => {
      worker.ref();
      try {
        await ready;
        const answer = reply(limitMs, ({ kind }) => kind !== "ready");
        worker.postMessage(request);
        return await answer;
      } finally {
        worker.unref();
      }
    },
    isGone: () => gone,
    stop: async () => void (await worker.terminate()),
  };
}

function deathOf(error: Error): string {
  return "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? "The check needed too much memory."
    : `The checker failed: ${error.message}`;
}
