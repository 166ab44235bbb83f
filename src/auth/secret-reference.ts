import type { SecretReference } from "../instances/instance.ts";
import { readVaultSecret } from "./key-vault.ts";
import type { StrategyContext } from "./strategy.ts";

/**
 * The text of a configured secret, registered with the redactor.
 * @throws SignInError or ServiceError when it stands in a Key Vault that cannot be read.
 */
export async function resolveSecret(reference: SecretReference, context: StrategyContext): Promise<string> {
  if (reference.kind === "key_vault") return readVaultSecret(reference.vault, reference.secretName, context);
  const secret = reference.value.reveal();
  context.deps.redactor.add(secret);
  return secret;
}
