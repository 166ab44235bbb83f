import { CancelledError, HuntingError, QueryRefusedError, SignInError, UserError } from "../errors.ts";
import type { AnswerSummary, CallEnd } from "./call-observer.ts";

/** How a call ended; few words, so that they can be counted. */
export type Outcome = AnswerSummary["outcome"] | "invalid" | "refused" | "failed" | "cancelled";

export interface CallOutcome {
  readonly outcome: Outcome;
  /** The error's code, e.g. `service_error`; `internal` for a fault of ours; undefined without an error. */
  readonly error: string | undefined;
}

/** The outcome of a call, from its answer or its error. */
export function outcomeOf(end: CallEnd): CallOutcome {
  if ("summary" in end) {
    const { outcome } = end.summary;
    return { outcome, error: outcome === "sign_in_failed" ? outcome : undefined };
  }
  const { error } = end;
  if (!(error instanceof HuntingError)) return { outcome: "failed", error: "internal" };
  return { outcome: outcomeOfError(error), error: error.code };
}

function outcomeOfError(error: HuntingError): Outcome {
  if (error instanceof CancelledError) return "cancelled";
  if (error instanceof QueryRefusedError) return "refused";
  if (error instanceof SignInError) return "sign_in_failed";
  return error instanceof UserError ? "invalid" : "failed";
}
