/** The limit of {@link withDeadline} has passed. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

/** The work's end, or a rejection with DeadlinePassed after `ms` milliseconds; the work itself goes on. */
export async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed(`No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
