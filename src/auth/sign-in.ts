import type { SignInError } from "../errors.ts";
import type { AuthType } from "../instances/instance.ts";
import type { Secret } from "../secrets.ts";

/** What a person must do to finish a sign-in. */
export type SignInPrompt =
  | {
      readonly method: "device_code";
      readonly verificationUri: string;
      readonly userCode: string;
      /** Milliseconds since 1970. */
      readonly expiresAt: number;
      readonly intervalSeconds: number;
    }
  | { readonly method: "browser"; readonly url: string; readonly expiresAt: number }
  /** No code or page yet, because Microsoft Entra is slow to answer: ask again in a few seconds. */
  | { readonly method: "starting" };

export interface Account {
  readonly userName: string;
  readonly objectId: string;
  readonly tenantId: string;
}

/** Permissions of the token beside what the endpoint needs. */
export interface Permissions {
  readonly granted: readonly string[];
  readonly missing: readonly string[];
}

/** The one state of an instance's sign-in. */
export type SignInState =
  | {
      readonly status: "signed_out";
      /** After `restore`: what the person should know of how a sign-in will be kept. */
      readonly notice?: string | undefined;
    }
  | { readonly status: "awaiting_user"; readonly prompt: SignInPrompt }
  | {
      readonly status: "connected";
      readonly account: Account | undefined;
      readonly permissions: Permissions;
      /** What the person should know of how the tokens are kept, e.g. that they are not encrypted. */
      readonly notice?: string | undefined;
    }
  | { readonly status: "failed"; readonly error: SignInError };

export interface ConnectOptions {
  readonly authType?: AuthType | undefined;
  /** How long to wait for the person before answering, in milliseconds. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** A token ready for use, or the state that stands in its way. */
export type Access =
  | { readonly status: "authorized"; readonly token: Secret }
  | Extract<SignInState, { status: "awaiting_user" | "failed" }>;

/** Sign-in of one instance for one person. No method throws for a sign-in that merely needs a person: that is a state. */
export interface SignIn {
  state(): SignInState;
  /** Starts a sign-in or joins the running one; answers within two seconds plus `waitMs`. */
  connect(options: ConnectOptions): Promise<SignInState>;
  /** The state that can be had without a person, from stored tokens or the application's own credential; it starts no sign-in of a person. */
  restore(): Promise<SignInState>;
  /**
   * A valid access token, refreshed silently when needed; starts a sign-in when there is none. `refresh` discards the cached access token.
   * @throws CancelledError when `signal` is aborted; ServiceError when Microsoft Entra cannot be reached.
   */
  authorize(signal: AbortSignal, options?: { readonly refresh?: boolean }): Promise<Access>;
  /** Forgets tokens, the running sign-in and the cache entry. */
  disconnect(): Promise<void>;
}
