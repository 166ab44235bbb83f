import type { ToolAnswer } from "./clients.ts";
import type { EmulatedServer } from "./emulated-server.ts";
import type { Fault } from "./emulator/faults.ts";
import type { Route } from "./emulator/http.ts";

/** One scripted fault and the sentence it must become. */
export interface FaultCase {
  readonly name: string;
  readonly route: Route;
  readonly faults: readonly Fault[];
  /** Distinctive words of the answer: what happened, and the next step. */
  readonly says: readonly RegExp[];
  /** The id under which the service finds the request, where the answer must give it. */
  readonly requestId?: string;
}

export interface FaultOutcome {
  /** The words, of those demanded, that the answer lacks; with the answer itself, for the reader of a failed test. */
  readonly missing: readonly string[];
  /** The answer to the same call when the fault is over. */
  readonly next: ToolAnswer;
}

/** Makes the call once with the faults scripted, and once more without. */
export async function meetFault(
  { emulator }: EmulatedServer,
  { route, faults, says, requestId }: FaultCase,
  call: () => Promise<ToolAnswer>,
): Promise<FaultOutcome> {
  emulator.control.reset();
  emulator.control.fail(route, ...faults);
  const { text } = await call();
  emulator.control.reset();
  const wanted = [...says, ...(requestId === undefined ? [] : [new RegExp(requestId)])];
  const missing = wanted.filter((words) => !words.test(text)).map((words) => `${words.source} in: ${text}`);
  return { missing, next: await call() };
}
