import type { ConnectOptions, SignIn, SignInState } from "../auth/sign-in.ts";
import type { CallContext } from "../hunting/hunter.ts";

/** How long an accepted page is waited for, in milliseconds; below the 60 s after which clients give a call up. */
export const ACCEPTED_WAIT_MS = 20_000;

const SLICE_MS = 5_000;

/** Starts or joins a sign-in and waits for the person at most `waitMs`, telling the caller every few seconds that it still waits. */
export async function waitForSignIn(
  signIn: SignIn,
  { authType, waitMs }: Pick<ConnectOptions, "authType" | "waitMs">,
  call: CallContext,
): Promise<SignInState> {
  const { signal } = call;
  let state = await signIn.connect({ authType, waitMs: 0, signal });
  for (let waited = 0; waited < waitMs && state.status === "awaiting_user"; waited += SLICE_MS) {
    call.progress("Waiting for the user to finish signing in.");
    state = await signIn.connect({ waitMs: Math.min(SLICE_MS, waitMs - waited), signal });
  }
  return state;
}
