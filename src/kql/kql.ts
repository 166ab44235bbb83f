import { createDeclarations } from "./declarations.ts";
import { CancelledError } from "../errors.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import type { CheckResult } from "./check/check-result.ts";
import type { GuardPolicy } from "./guard/policy.ts";
import type { Dialect } from "./hunting-language.ts";
import { startKqlWorker, WorkerFailure, type KqlWorker } from "./kql-worker.ts";
import { findSizeFault } from "./text-limits.ts";
import { abandonedResult, faultyResult } from "./check/unchecked-result.ts";

export interface KqlOptions {
  /** The built worker entry, `kql/worker.js`. */
  readonly workerUrl: URL;
  readonly policy: GuardPolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that one check may take; 5,000 unless given. */
  readonly timeLimitMs?: number;
}

export interface CheckOptions {
  readonly catalogue: Catalogue;
  readonly dialect?: Dialect;
  readonly signal?: AbortSignal;
}

/** Knowledge of KQL behind one door: Microsoft's language service in a worker thread that starts at the first check. */
export interface Kql {
  /**
   * Checks and guards a query without sending it. Never fails because of the query: a text that is too long, too deep, or whose check does
   * not end in time comes back as a result that says so.
   * @throws CancelledError when the signal aborts while waiting.
   */
  check(query: string, options: CheckOptions): Promise<CheckResult>;
  /** Stops the worker; the next check starts another. */
  close(): Promise<void>;
}

/** See {@link Kql}. Nothing is loaded and no thread runs before the first check. */
export function createKql({ workerUrl, policy, now, timeLimitMs = 5000 }: KqlOptions): Kql {
  const declarations = createDeclarations();
  let worker: KqlWorker | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function checkInWorker(query: string, catalogue: Catalogue, dialect: Dialect): Promise<CheckResult> {
    if (worker === undefined || worker.isGone()) worker = startKqlWorker(workerUrl, { policy });
    const language = declarations.declare(worker, catalogue, dialect);
    const reply = await worker.ask({ kind: "check", language, query, now: now() }, timeLimitMs);
    if (reply.kind === "checked") return reply.result;
    throw new WorkerFailure(`The checker failed: ${reply.kind === "failed" ? reply.message : reply.kind}.`);
  }

  return {
    async check(query, { catalogue, dialect = "defender", signal }) {
      const fault = findSizeFault(query);
      if (fault !== undefined) return faultyResult(query, fault);
      const turn = queue.then(async () => {
        if (signal?.aborted === true) throw new CancelledError();
        return checkInWorker(query, catalogue, dialect);
      });
      queue = turn.catch(() => undefined);
      try {
        return await abortable(turn, signal);
      } catch (error) {
        if (error instanceof WorkerFailure) return abandonedResult(query, error.message, policy);
        throw error;
      }
    },
    async close() {
      await worker?.stop();
      worker = undefined;
    },
  };
}

/** The promise's outcome, or the cancellation as soon as it comes. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const cancel = () => reject(new CancelledError());
    signal.addEventListener("abort", cancel, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}
