import type { Instance } from "../instances/instance.ts";
import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { SignInDeps } from "./sign-in-deps.ts";
import type { SignIn } from "./sign-in.ts";

/** The sign-in of one instance for one person; nothing is loaded or sent before the first `connect` or `authorize`. */
export type CreateSignIn = (instance: Instance, endpoint: RemoteEndpoint, deps: SignInDeps) => SignIn;
