/** What an operation sees of the stored tokens while it has them for itself. */
interface StoredTokens {
  /** MSAL's cache as JSON; undefined when nothing is stored. */
  readonly content: string | undefined;
  /** Replaces the content; undefined removes it. */
  readonly save: (content: string | undefined) => Promise<void>;
}

/** Keeps MSAL's serialised cache between operations. */
export interface TokenStore {
  /**
   * Runs the operations on the stored tokens one after the other, over all processes that share them: a refresh token that is used twice
   * can end the whole sign-in, so reading, refreshing and writing are one step.
   * @throws SignInError when the tokens cannot be read or written safely.
   */
  exclusively<T>(operation: (tokens: StoredTokens) => Promise<T>): Promise<T>;
}

/** Tokens of this process alone, gone when it ends. */
export function createMemoryStore(): TokenStore {
  let content: string | undefined;
  const inTurn = createTurns();
  const save = (changed: string | undefined): Promise<void> => {
    content = changed;
    return Promise.resolve();
  };
  return { exclusively: (operation) => inTurn(() => operation({ content, save })) };
}

/** Runs what it is given one after the other. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
