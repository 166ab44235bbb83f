import { endpointOf } from "../instances/endpoint-of.ts";
import type { Instance } from "../instances/instance.ts";
import { applicationOnly } from "./application-only.ts";
import { createSignIn } from "./create-sign-in.ts";
import type { SignInDeps } from "./sign-in-deps.ts";
import type { SignIn } from "./sign-in.ts";

/** One person's sign-ins, by instance. */
export interface SignIns {
  /** The same instance has the same sign-in. The demo tenant has none. */
  of(instance: Instance): SignIn;
}

/**
 * One person's sign-ins, made when an instance is first asked about.
 * @param isShared whether callers cannot be told apart, so that no person may sign in.
 */
export function createSignIns(deps: SignInDeps, isShared: boolean): SignIns {
  const byName = new Map<string, SignIn>();
  const create = (instance: Instance): SignIn => {
    const endpoint = endpointOf(instance);
    if (endpoint.kind === "local") throw new Error("The demo tenant has no sign-in.");
    const signIn = createSignIn(instance, endpoint, deps);
    return isShared ? applicationOnly(instance, signIn) : signIn;
  };
  return {
    of(instance) {
      const signIn = byName.get(instance.name) ?? create(instance);
      byName.set(instance.name, signIn);
      return signIn;
    },
  };
}
