import { CancelledError } from "../errors.ts";

/**
 * Waits until `work` settles, but at most `limitMs`.
 * @throws CancelledError when `signal` is aborted; the work itself goes on.
 */
export async function waitFor(work: Promise<unknown>, signal: AbortSignal, limitMs?: number): Promise<void> {
  if (signal.aborted) throw new CancelledError();
  const end = new AbortController();
  const cancelled = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new CancelledError()), { once: true, signal: end.signal });
  });
  const limit = new Promise<void>((resolve) => {
    if (limitMs === undefined) return;
    const timer = setTimeout(resolve, limitMs);
    end.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
  try {
    await Promise.race([work, cancelled, limit]);
  } finally {
    end.abort();
  }
}

/** A promise that someone else resolves. */
export function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let settle: (() => void) | undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle?.() };
}
