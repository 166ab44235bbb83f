import { setTimeout } from "node:timers/promises";
import { CancelledError } from "../errors.ts";

/** Waits `ms` milliseconds; rejects when the signal is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Sleep by the machine's own timer. */
export const sleepOnTimer: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal });

/**
 * A wait inside a call.
 * @throws CancelledError when the caller cancels meanwhile.
 */
export async function pause(sleep: Sleep, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, signal);
  } catch {
    throw new CancelledError();
  }
}
