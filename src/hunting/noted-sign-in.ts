import type { Access, SignIn, SignInState } from "../auth/sign-in.ts";
import type { Instance } from "../instances/instance.ts";
import type { CallEvent, NoteEvent } from "./call-event.ts";

interface Noting {
  readonly instance: Instance;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly note: NoteEvent | undefined;
}

type SignInResult = Extract<CallEvent, { kind: "sign_in" }>["result"];

/** The sign-in of an instance; whoever watches the call is told what became of each try to sign in. */
export function notedSignIn(signIn: SignIn, { instance, now, note }: Noting): SignIn {
  const noted = async <T extends Access | SignInState>(attempt: Promise<T>): Promise<T> => {
    const startedAt = now();
    const tell = (result: SignInResult) =>
      note?.({ kind: "sign_in", instance, result, account: accountOf(signIn), startedAt, endedAt: now() });
    try {
      const state = await attempt;
      tell(resultOf(state));
      return state;
    } catch (error) {
      tell("failed");
      throw error;
    }
  };
  return {
    state: () => signIn.state(),
    restore: () => signIn.restore(),
    disconnect: () => signIn.disconnect(),
    connect: (options) => noted(signIn.connect(options)),
    authorize: (signal, options) => noted(signIn.authorize(signal, options)),
  };
}

function resultOf({ status }: Access | SignInState): SignInResult {
  if (status === "authorized" || status === "connected") return "connected";
  return status === "awaiting_user" ? status : "failed";
}

function accountOf(signIn: SignIn) {
  const state = signIn.state();
  return state.status === "connected" ? state.account : undefined;
}
