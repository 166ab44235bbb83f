import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Instance } from "../instances/instance.ts";
import type { Secret } from "../secrets.ts";
import type { SignInDeps } from "./sign-in-deps.ts";
import type { Account, Permissions, SignInPrompt } from "./sign-in.ts";

/** A token and whom it stands for; `account` is undefined for an application. */
export interface Grant {
  readonly token: Secret;
  readonly account: Account | undefined;
  readonly permissions: Permissions;
  /** What the person should know of how the tokens are kept. */
  readonly notice?: string | undefined;
}

/** One way of signing in. Its methods throw HuntingError: SignInError for a refusal, ServiceError for an outage. */
export interface Strategy {
  /**
   * A token without a person: cached, refreshed, or asked for by the application itself.
   * Undefined when a person must sign in, or sign in again. `refresh` passes over the cached access token.
   */
  silent(refresh: boolean): Promise<Grant | undefined>;
  /** Signs a person in; `show` is called once with what they must do. Absent where no person takes part. */
  signIn?(show: (prompt: SignInPrompt) => void, signal: AbortSignal): Promise<Grant>;
  /** What a person should know of how the tokens of a sign-in will be kept; absent where no person takes part. */
  notice?(): Promise<string | undefined>;
  /** Removes the tokens it holds, stored ones included. */
  forget(): Promise<void>;
}

/** What every strategy works with. */
export interface StrategyContext {
  readonly instance: Instance;
  readonly endpoint: RemoteEndpoint;
  readonly deps: SignInDeps;
}
