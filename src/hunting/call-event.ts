import type { Account } from "../auth/sign-in.ts";
import type { WireEvent } from "../defender/wire-event.ts";
import type { Instance } from "../instances/instance.ts";
import type { GuardVerdict } from "../kql/check/check-result.ts";

interface Duration {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What happens on the way of a tool call, for whoever watches calls: facts, never rows or tokens. */
export type CallEvent =
  /** The call is about this instance. */
  | { readonly kind: "instance"; readonly instance: Instance }
  | (Duration & {
      readonly kind: "check";
      readonly guard: GuardVerdict;
      /** False when the check found errors. */
      readonly valid: boolean;
    })
  | (Duration & {
      readonly kind: "sign_in";
      readonly instance: Instance;
      readonly result: "connected" | "awaiting_user" | "failed";
      /** Who is signed in; undefined for an application. */
      readonly account: Account | undefined;
    })
  | (WireEvent & { readonly instance: Instance });

export type NoteEvent = (event: CallEvent) => void;
