import { CancelledError } from "../errors.ts";
import type { SignIn, SignInState } from "./sign-in.ts";

/**
 * The same sign-in, but `connect` first tells of a failure that nobody has heard of (the user declined, the code expired) and only the next
 * call starts over: a new code in its place would hide why the old one led nowhere. Asking for another method starts at once.
 */
export function tellingFailures(signIn: SignIn): SignIn {
  let told: unknown;
  const tell = <S extends { readonly status: string }>(state: S): S => {
    if (state.status === "failed" && "error" in state) told = state.error;
    return state;
  };
  const untold = (): SignInState | undefined => {
    const state = signIn.state();
    return state.status === "failed" && state.error !== told ? state : undefined;
  };
  return {
    state: () => signIn.state(),
    async connect(options) {
      const failure = options.authType === undefined ? untold() : undefined;
      return tell(failure ?? (await signIn.connect(options)));
    },
    async authorize(signal, options) {
      try {
        return tell(await signIn.authorize(signal, options));
      } catch (error) {
        // An outage is thrown, and stands in the state as well.
        if (!(error instanceof CancelledError)) tell(signIn.state());
        throw error;
      }
    },
    disconnect: () => signIn.disconnect(),
  };
}
