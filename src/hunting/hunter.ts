import type { SignInState } from "../auth/sign-in.ts";
import type { HuntingCall } from "../defender/reply.ts";
import type { Instance } from "../instances/instance.ts";
import type { KeptResult } from "../table/kept-results.ts";

export interface HuntRequest {
  readonly instance: Instance;
  readonly query: string;
  readonly timespan?: string | undefined;
  /** False sends the query although the check finds errors; the guard is never skipped. */
  readonly check: boolean;
}

/** What a running call may use of its caller; the wire uses nothing else of it either. */
export type CallContext = HuntingCall;

/** A hunt's end: rows, or a sign-in that a person must finish first. Everything else is a thrown HuntingError. */
export type HuntOutcome =
  | { readonly status: "ok"; readonly result: KeptResult }
  | {
      readonly status: "sign_in_required";
      readonly signIn: Extract<SignInState, { status: "awaiting_user" | "failed" }>;
    };

export interface Hunter {
  hunt(request: HuntRequest, call: CallContext): Promise<HuntOutcome>;
}
