import { SignInError } from "../errors.ts";
import { Secret } from "../secrets.ts";
import { createAzureCli } from "./azure-cli.ts";
import { createConfidentialClient } from "./confidential-client.ts";
import { createManagedIdentity } from "./managed-identity.ts";
import type { Strategy, StrategyContext } from "./strategy.ts";
import { createWorkloadIdentity } from "./workload-identity.ts";

/** A token for a vault, and whose it is: `the Azure CLI`, `the managed identity` … */
export interface VaultAccess {
  readonly token: Secret;
  readonly identity: string;
}

/**
 * A token of the first identity on this machine that can give one: the application of AZURE_CLIENT_ID (with its secret or federated
 * token file), the managed identity, the Azure CLI. The instance's own sign-in cannot serve, as it waits for the secret.
 * @throws SignInError that says why each of them could not.
 */
export async function openVault(context: StrategyContext, vaultName: string): Promise<VaultAccess> {
  const reasons: string[] = [];
  for (const [identity, strategy] of candidates(context)) {
    try {
      const grant = await strategy.silent(false);
      if (grant !== undefined) return { token: grant.token, identity };
    } catch (error) {
      reasons.push(`Tried ${identity}: ${error instanceof Error ? error.message : "it failed."}`);
    }
  }
  throw new SignInError(`No identity on this machine can open Key Vault ${vaultName}. ${reasons.join(" ")}`, {
    nextStep:
      "Run az login, or give this machine a managed identity, or set AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, and check KeyVault.TenantId; or put the secret into an environment variable and refer to it with EnvironmentVar.",
  });
}

function* candidates(context: StrategyContext): Generator<readonly [string, Strategy]> {
  const { instance, deps } = context;
  const {
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: clientSecret,
    AZURE_FEDERATED_TOKEN_FILE: tokenFile,
  } = deps.env;
  if (clientId !== undefined && clientSecret !== undefined) {
    const secret = new Secret(clientSecret);
    deps.redactor.add(clientSecret);
    const application = { ...context, instance: { ...instance, clientId } };
    const credential = () => Promise.resolve({ clientSecret: secret.reveal() });
    yield ["the application of AZURE_CLIENT_ID", createConfidentialClient(application, credential)];
  }
  if (clientId !== undefined && tokenFile !== undefined) {
    const credential = { type: "workload_identity", tokenFile } as const;
    yield [
      "the workload identity",
      createWorkloadIdentity({ ...context, instance: { ...instance, clientId, credential } }),
    ];
  }
  const managed = { ...instance, clientId: clientId ?? "", credential: { type: "managed_identity" } as const };
  const identity = ["the managed identity", createManagedIdentity({ ...context, instance: managed })] as const;
  const announced = deps.env["IDENTITY_ENDPOINT"] !== undefined || deps.env["MSI_ENDPOINT"] !== undefined;
  if (announced) yield identity;
  yield ["the Azure CLI", createAzureCli(context)];
  // A virtual machine announces nothing: it is found out by asking, which takes seconds elsewhere.
  if (!announced) yield identity;
}
