/**
 * Runs `run` for every item, at most `limit` at once, begun in order; the answers are in the order of the items.
 * @throws what the first failing run throws; no further item is begun then.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  run: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const answers: R[] = [];
  const waiting = items.entries();
  let failed = false;
  async function work(): Promise<void> {
    for (const [index, item] of waiting) {
      if (failed) return;
      answers[index] = await run(item, index).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return answers;
}
