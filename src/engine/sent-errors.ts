import { HuntingError } from "../errors.ts";
import { BudgetError, LocalQueryError, UnknownTableError, UnsupportedError } from "./errors.ts";
import type { SentError } from "./worker-protocol.ts";

const classes = { BudgetError, LocalQueryError, UnknownTableError, UnsupportedError };

/** An error as it travels out of the worker. What is not of ours becomes an error that says so, without its text. */
export function packError(error: unknown): SentError {
  if (error instanceof HuntingError) return { name: error.name, message: error.message, nextStep: error.nextStep };
  // V8 reports both too deep a recursion and too long a string or array this way.
  if (error instanceof RangeError) {
    return {
      name: "BudgetError",
      message: "The query nests too deep or builds a value that is too long.",
      nextStep: "Write it with fewer nested calls, or build shorter values.",
    };
  }
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    name: "UnsupportedError",
    message: `The local engine failed at this query (${kind}): this is a fault of the engine.`,
    nextStep: "Run the query on the service, or write it differently.",
  };
}

/** The error again, in its class. */
export function unpackError({ name, message, nextStep }: SentError): HuntingError {
  const known = Object.entries(classes).find(([key]) => key === name)?.[1] ?? UnsupportedError;
  return new known(message, { nextStep });
}
