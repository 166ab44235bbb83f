import { StoreError } from "../errors.ts";

const ASK_THE_OPERATOR = "its operator finds the reason in the server's log";

/** No connection to the store, or no answer over it. */
export const storeAway = (cause: unknown): StoreError =>
  new StoreError("The store that the replicas of this server share cannot be reached.", {
    nextStep: `Try again in a minute; if it stays so, ${ASK_THE_OPERATOR} (redis-url).`,
    cause,
  });

/** The store has answered that it will not do what was asked. */
export const storeRefused = (refusal: Error): StoreError =>
  new StoreError(`The store that the replicas of this server share refuses a command (${refusalWord(refusal)}).`, {
    nextStep: `Try again in a minute; if it stays so, ${ASK_THE_OPERATOR}: memory, persistence or the rights of its user.`,
    cause: refusal,
  });

/** Why a connection was lost, short and free of addresses and keys: an error code, the store's own word, or a class of errors. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return code ?? (/^[A-Z]{3,}\b/.test(error.message) ? refusalWord(error) : error.name);
}

// A reply that refuses begins with a word for programs: NOPERM, OOM, READONLY … The rest may repeat arguments.
const refusalWord = ({ message }: Error): string => /^[A-Z]{3,20}(?![^\s])/.exec(message)?.[0] ?? "error";
