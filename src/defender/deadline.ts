/** The time that one request may take, together with its caller's cancellation. */
export interface Deadline {
  /** Aborted when the time is over, the caller cancels, or the request has ended. */
  readonly signal: AbortSignal;
  isOver(): boolean;
  /** Ends the request: drops a body that is still arriving, and the timer. */
  end(): void;
}

export function startDeadline(ms: number, caller: AbortSignal): Deadline {
  const controller = new AbortController();
  let over = false;
  const abort = () => controller.abort();
  const timer = setTimeout(() => {
    over = true;
    abort();
  }, ms);
  caller.addEventListener("abort", abort, { once: true, signal: controller.signal });
  if (caller.aborted) abort();
  return {
    signal: controller.signal,
    isOver: () => over,
    end() {
      clearTimeout(timer);
      abort();
    },
  };
}
