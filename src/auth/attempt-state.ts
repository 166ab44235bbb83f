import { HuntingError, ServiceError, SignInError, StoreError } from "../errors.ts";
import type { Attempt, AttemptEnd } from "./attempt.ts";
import type { SignInState } from "./sign-in.ts";

export type Awaiting = Extract<SignInState, { status: "awaiting_user" }>;
export type Failed = Extract<SignInState, { status: "failed" }>;
/** A state in which nothing runs. */
export type Settled = Exclude<SignInState, Awaiting>;

/** What a running attempt looks like from outside. */
export const awaiting = ({ prompt }: Attempt): Awaiting => ({
  status: "awaiting_user",
  prompt: prompt ?? { method: "starting" },
});

/** A failed attempt as access to a token. @throws what is not for a person or an administrator to settle: an outage, a fault of ours. */
export function failedAccess(error: unknown): Failed {
  if (error instanceof SignInError) return { status: "failed", error };
  throw error;
}

/** Whether an attempt failed for a reason that passes by itself and says nothing of the sign-in. */
export const isOutage = (end: AttemptEnd): boolean =>
  end.status === "failed" && (end.error instanceof ServiceError || end.error instanceof StoreError);

/** The state that an attempt leaves behind. */
export function stateAfter(end: AttemptEnd): Settled {
  if (end.status === "granted") {
    const { account, permissions, notice } = end.grant;
    return { status: "connected", account, permissions, ...(notice !== undefined && { notice }) };
  }
  return { status: "failed", error: asSignInError(end.error) };
}

/** Any failure in the form in which states tell it. */
export function asSignInError(error: unknown): SignInError {
  if (error instanceof SignInError) return error;
  if (error instanceof HuntingError) return new SignInError(error.message, { nextStep: error.nextStep, cause: error });
  return new SignInError("The sign-in ended by an unexpected fault of this server.", {
    nextStep: "Call connect again; if it happens every time, look at the server's log.",
    cause: error,
  });
}
