import { SignInError } from "../errors.ts";
import type { SecretReference } from "../instances/instance.ts";
import type { StrategyContext } from "./strategy.ts";

/**
 * The text of a configured secret, registered with the redactor.
 * @throws SignInError when it stands in a Key Vault that cannot be read.
 */
export function resolveSecret(reference: SecretReference, { deps }: StrategyContext): Promise<string> {
  if (reference.kind === "value") {
    const secret = reference.value.reveal();
    deps.redactor.add(secret);
    return Promise.resolve(secret);
  }
  const vault = reference.vault?.vaultName;
  throw new SignInError(
    vault === undefined
      ? `The secret ${reference.secretName} is to come from a Key Vault, but the configuration names none.`
      : `The secret ${reference.secretName} of Key Vault ${vault} cannot be read yet.`,
    { nextStep: "Put the secret into an environment variable and refer to it with EnvironmentVar." },
  );
}
