import { CancelledError } from "../errors.ts";
import { BudgetError } from "./errors.ts";

export interface Wait {
  /** Milliseconds to wait for the turn. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Lets pieces of work run one after the other, in the order in which they came. */
export interface Turns {
  /**
   * @param wait how long to wait; without it as long as it takes
   * @throws BudgetError when the turn does not come in time, CancelledError when the signal aborts before it comes
   */
  take<T>(work: () => Promise<T>, wait?: Wait): Promise<T>;
}

/** See {@link Turns}. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(work, wait) {
      const before = last;
      const mine = (wait === undefined ? before : turnAfter(before, wait)).then(work);
      // Who gave up waiting must not let the next one in before its turn.
      last = Promise.allSettled([before, mine]);
      return mine;
    },
  };
}

function turnAfter(before: Promise<unknown>, { limitMs, signal }: Wait): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      how();
    };
    const cancel = () => settle(() => reject(new CancelledError("The query was cancelled.")));
    const timer = setTimeout(() => settle(() => reject(busy(limitMs))), limitMs);
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
    void before.then(() => settle(resolve));
  });
}

function busy(limitMs: number): BudgetError {
  return new BudgetError(`The local engine was busy with other queries for ${String(Math.round(limitMs / 1000))} s.`, {
    nextStep: "Run the query again in a moment.",
  });
}
