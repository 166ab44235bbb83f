import { endpointOf } from "../instances/endpoint-of.ts";
import type { Instance } from "../instances/instance.ts";
import { applicationOnly } from "./application-only.ts";
import { createSignIn, type ReplicatedSignIn } from "./create-sign-in.ts";
import type { SignInDeps } from "./sign-in-deps.ts";
import type { SignIn } from "./sign-in.ts";
import { sharedPartition } from "./token-cache/msal-cache.ts";

/** One person's sign-ins, by instance. */
export interface SignIns {
  /** The same instance has the same sign-in. The demo tenant has none. */
  of(instance: Instance): SignIn;
  /**
   * Takes over which of the instances other replicas have signed in to or out of. Where nothing is shared, or the store cannot be asked,
   * all stay as they are here.
   */
  recall(instances: readonly Instance[]): Promise<void>;
}

interface Entry {
  readonly session: ReplicatedSignIn;
  /** The session as callers may use it. */
  readonly signIn: SignIn;
}

const SHARING: ReadonlySet<string> = new Set(["client_secret", "certificate", "workload_identity"]);

/**
 * One person's sign-ins, made when an instance is first asked about.
 * @param isShared whether callers cannot be told apart, so that no person may sign in.
 */
export function createSignIns(deps: SignInDeps, isShared: boolean): SignIns {
  const byName = new Map<string, Entry>();
  const entryOf = (instance: Instance): Entry => {
    const known = byName.get(instance.name);
    if (known !== undefined) return known;
    const endpoint = endpointOf(instance);
    if (endpoint.kind === "local") throw new Error("The demo tenant has no sign-in.");
    const session = createSignIn(instance, endpoint, deps);
    const entry = { session, signIn: isShared ? applicationOnly(instance, session) : session };
    byName.set(instance.name, entry);
    return entry;
  };
  const sharesTokens = ({ provider, credential }: Instance): boolean =>
    provider !== "Demo" && (deps.onBehalfOf !== undefined || SHARING.has(credential.type));
  return {
    of: (instance) => entryOf(instance).signIn,
    async recall(instances) {
      const sharing = instances.filter(sharesTokens);
      if (deps.sharedTokens === undefined || sharing.length === 0) return;
      const known = await deps.sharedTokens.has(sharing.map(sharedPartition)).catch(() => undefined);
      if (known === undefined) return;
      await Promise.all(sharing.map((instance, i) => entryOf(instance).session.adopt(known[i] === true)));
    },
  };
}
