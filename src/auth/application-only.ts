import { SignInError } from "../errors.ts";
import { isApplicationType } from "../instances/application-types.ts";
import type { Instance } from "../instances/instance.ts";
import type { SignIn } from "./sign-in.ts";

/**
 * The sign-in for callers who cannot be told apart: as an application only, because a person's token would serve them all. Any other way
 * is a failed sign-in and starts nothing.
 */
export function applicationOnly(instance: Instance, signIn: SignIn): SignIn {
  const failed = { status: "failed", error: personRefused(instance) } as const;
  const isApplication = isApplicationType(instance.credential.type);
  return {
    state: () => (isApplication ? signIn.state() : failed),
    connect: (options) =>
      isApplicationType(options.authType ?? instance.credential.type) && isApplication
        ? signIn.connect(options)
        : Promise.resolve(failed),
    authorize: (signal, options) => (isApplication ? signIn.authorize(signal, options) : Promise.resolve(failed)),
    restore: () => (isApplication ? signIn.restore() : Promise.resolve(failed)),
    disconnect: () => signIn.disconnect(),
  };
}

function personRefused({ name }: Instance): SignInError {
  return new SignInError(
    `Nobody can sign in to instance ${name} in person here: all callers of this server share one token, so they would share the sign-in.`,
    { nextStep: "Use an instance that signs in as an application; list_instances shows them." },
  );
}
