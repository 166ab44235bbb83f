import type { HuntingError } from "../errors.ts";
import type { SignInState } from "../auth/sign-in.ts";
import type { HuntingCall } from "../defender/reply.ts";
import type { Instance } from "../instances/instance.ts";
import type { KeptResult } from "../table/kept-results.ts";
import type { NoteEvent } from "./call-event.ts";

export interface HuntRequest {
  readonly instance: Instance;
  readonly query: string;
  readonly timespan?: string | undefined;
  /** False sends the query although the check finds errors; the guard is never skipped. */
  readonly check: boolean;
}

/** What a running call may use of its caller. */
export interface CallContext extends Omit<HuntingCall, "note"> {
  /** Told what happens on the way of the call; absent where nobody watches. */
  readonly note?: NoteEvent | undefined;
}

/** A hunt's end: rows, or a sign-in that a person must finish first. Everything else is a thrown HuntingError. */
export type HuntOutcome =
  | { readonly status: "ok"; readonly result: KeptResult }
  | {
      readonly status: "sign_in_required";
      readonly signIn: Extract<SignInState, { status: "awaiting_user" | "failed" }>;
    };

/** One query for several instances, for the parts of a time range, or for both: a run for each. */
export interface WideHuntRequest extends Omit<HuntRequest, "instance"> {
  /** At least one. */
  readonly instances: readonly Instance[];
  /** Length of the parts into which `timespan` is cut; Graph only. */
  readonly splitBy?: string | undefined;
  /** Whether the rows get a first column `Instance`. */
  readonly labelled: boolean;
}

/** What became of one run. `timespan` is its part of the range, with which it can be run again. */
export type RunOutcome = {
  readonly instance: Instance;
  readonly timespan: string | undefined;
} & (
  | { readonly status: "ok"; readonly rows: number; readonly atServiceLimit: boolean }
  | SignInRequired
  | { readonly status: "failed"; readonly error: HuntingError }
);

export type SignInRequired = Extract<HuntOutcome, { status: "sign_in_required" }>;

export interface WideHunt {
  /** The rows of all runs that succeeded; undefined when none did. */
  readonly result: KeptResult | undefined;
  /** In the order of the instances, and of the parts of each. */
  readonly outcomes: readonly RunOutcome[];
}

export interface Hunter {
  hunt(request: HuntRequest, call: CallContext): Promise<HuntOutcome>;
  /** Never loses the rows of one run to the failure of another. @throws CancelledError */
  huntWide(request: WideHuntRequest, call: CallContext): Promise<WideHunt>;
}
