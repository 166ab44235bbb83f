/** Runs pieces of work one after the other, in the order in which they come. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** See {@link Turns}. Work that fails fails for its caller alone. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
