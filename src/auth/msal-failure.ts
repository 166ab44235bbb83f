import { HuntingError, SignInError } from "../errors.ts";
import { printable, type Refusal } from "./entra-failure.ts";
import type { EntraNetwork } from "./entra-network.ts";
import { explain, type SignInSubject } from "./explain.ts";
import { outageError } from "./outage.ts";
import { thrownText } from "./thrown-text.ts";

// MSAL's own error codes that end a flow without a word from Entra.
const msalWords: Readonly<Record<string, string>> = {
  device_code_expired: "expired_token",
  user_timeout_reached: "expired_token",
  no_tokens_found: "login_required",
  no_account_found: "login_required",
  refresh_token_expired: "login_required",
};

/**
 * The refusal behind an error that MSAL threw: the network's, which is complete, or what MSAL's own error still says.
 * Undefined when no refusal is behind it.
 */
export function refusalBehind(error: unknown, network: EntraNetwork): Refusal | undefined {
  if (network.lastFailure !== undefined)
    return network.lastFailure.kind === "refused" ? network.lastFailure : undefined;
  const word = thrownText(error, "errorCode");
  // The sign-in page's own answer, which did not pass through the network module.
  if (error instanceof Error && error.name === "ServerError") {
    return network.refusalIn({ error: word, error_description: thrownText(error, "errorMessage") });
  }
  const oauthWord = msalWords[word] ?? (isInteractionRequired(error) ? word : undefined);
  if (oauthWord === undefined) return undefined;
  const claims = thrownText(error, "claims");
  return {
    kind: "refused",
    error: oauthWord,
    codes: Number(thrownText(error, "errorNo")) > 0 ? [Number(thrownText(error, "errorNo"))] : [],
    description: "",
    claims: claims === "" ? undefined : claims,
    traceId: undefined,
  };
}

/** What MSAL threw, as an error of ours. */
export function explainThrown(error: unknown, network: EntraNetwork, subject: SignInSubject): HuntingError {
  if (error instanceof HuntingError) return error;
  const refusal = refusalBehind(error, network);
  if (refusal !== undefined) return explain(refusal, subject);
  if (network.lastFailure?.kind === "outage") return outageError(network.lastFailure);
  const reason = printable(thrownText(error, "errorCode") || (error instanceof Error ? error.name : "unknown error"));
  return new SignInError(`Sign-in to ${subject.instance.name} ended unexpectedly (${reason}).`, {
    nextStep:
      "Call connect again; if it happens every time, start the server with --log-level debug and look at the log.",
    cause: error,
  });
}

const isInteractionRequired = (error: unknown): boolean =>
  error instanceof Error && error.name === "InteractionRequiredAuthError";
