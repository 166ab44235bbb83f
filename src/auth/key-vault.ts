import { z } from "zod";
import { SignInError } from "../errors.ts";
import { clouds } from "../instances/cloud.ts";
import type { CloudName, KeyVault } from "../instances/instance.ts";
import { checkTenantId } from "./authority.ts";
import { outageOf } from "./entra-failure.ts";
import { outageError } from "./outage.ts";
import type { StrategyContext } from "./strategy.ts";
import { openVault, type VaultAccess } from "./vault-identity.ts";

type VaultCloud = NonNullable<KeyVault["authority"]>;

/** DNS suffix of vaults, which is also the token's audience, and the login origin (Azure "Key Vault DNS suffixes for object identifiers"). */
const vaultClouds: Readonly<Record<VaultCloud, { readonly suffix: string; readonly login: string }>> = {
  global: { suffix: "vault.azure.net", login: clouds.global.login },
  usgov: { suffix: "vault.usgovcloudapi.net", login: clouds["gcc-high"].login },
  cn: { suffix: "vault.azure.cn", login: clouds.china.login },
};

const vaultCloudOf: Readonly<Partial<Record<CloudName, VaultCloud>>> = {
  "gcc-high": "usgov",
  dod: "usgov",
  china: "cn",
};

const API_VERSION = "7.4";
const REQUEST_LIMIT_MS = 10_000;

const secretSchema = z.object({ value: z.string() });
const errorSchema = z.object({
  error: z.object({ code: z.string().default(""), innererror: z.object({ code: z.string() }).optional() }),
});

/**
 * Reads one secret of a vault; nothing of it is stored. A small REST call, because @azure/keyvault-secrets needs Node 22 and 18 more packages.
 * @throws SignInError naming the vault, the secret and the missing permission; ServiceError when the vault cannot be reached.
 */
export async function readVaultSecret(vault: KeyVault, secretName: string, context: StrategyContext): Promise<string> {
  const cloud = vaultClouds[vault.authority ?? vaultCloudOf[context.instance.cloud] ?? "global"];
  const host = `${vault.vaultName}.${cloud.suffix}`;
  const access = await openVault(vaultContext(context, vault, cloud), vault.vaultName);
  const response = await get(`https://${host}/secrets/${secretName}?api-version=${API_VERSION}`, access, context);
  const body: unknown = await response.json().catch(() => undefined);
  const secret = secretSchema.safeParse(body);
  if (response.ok && secret.success) {
    context.deps.redactor.add(secret.data.value);
    return secret.data.value;
  }
  throw refusal(response, body, { vault: vault.vaultName, secretName, identity: access.identity });
}

/** The context with the vault in the place of the hunting API. */
function vaultContext(
  context: StrategyContext,
  vault: KeyVault,
  { suffix, login }: (typeof vaultClouds)[VaultCloud],
): StrategyContext {
  const { instance, endpoint, deps } = context;
  const tenantId = vault.tenantId ?? instance.tenantId;
  checkTenantId(tenantId);
  const audience = `https://${suffix}`;
  const none = { delegated: [], application: [] };
  const authority = `${login}/${tenantId}`;
  const own = { authority, audience, applicationScopes: [`${audience}/.default`], permissions: none };
  return { deps, instance: { ...instance, tenantId, userName: undefined }, endpoint: { ...endpoint, ...own } };
}

function get(url: string, { token }: VaultAccess, { deps }: StrategyContext): Promise<Response> {
  const headers = { authorization: `Bearer ${token.reveal()}`, accept: "application/json" };
  return deps
    .fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(REQUEST_LIMIT_MS) })
    .catch((error: unknown) => {
      const outage = outageOf(error, new URL(url).host);
      throw outage.reason === "dns" ? unknownVault(outage.host) : outageError(outage, "to read a secret");
    });
}

const unknownVault = (host: string): SignInError =>
  new SignInError(`The Key Vault ${host} does not exist, or its name cannot be resolved here.`, {
    nextStep: "Check VaultName and Authority in the KeyVault section, and the network connection.",
  });

interface Wanted {
  readonly vault: string;
  readonly secretName: string;
  readonly identity: string;
}

function refusal(response: Response, body: unknown, wanted: Wanted): SignInError {
  const { vault, secretName, identity } = wanted;
  const { code, innererror } = errorSchema.safeParse(body).data?.error ?? { code: "" };
  const reason = innererror?.code ?? code;
  const requestId = response.headers.get("x-ms-request-id") ?? undefined;
  const failed = `The secret ${secretName} of Key Vault ${vault} cannot be read by ${identity}`;
  const [message, nextStep] = explanation(response.status, reason, wanted);
  return new SignInError(`${failed}: ${message} (HTTP ${response.status}).`, { nextStep, requestId });
}

function explanation(status: number, reason: string, { vault, secretName }: Wanted): readonly [string, string] {
  if (status === 404)
    return [
      "the vault has no such secret",
      `Create the secret ${secretName} in ${vault}, or correct the KeyVault reference.`,
    ];
  if (reason === "SecretDisabled")
    return ["the secret is disabled or expired", `Enable the secret ${secretName} or give it a new version.`];
  if (reason === "ForbiddenByFirewall")
    return [
      "the vault's firewall does not admit this machine",
      `Admit this machine's address under Networking of ${vault}.`,
    ];
  if (status === 401 || status === 403) {
    const grant =
      'Give it the role "Key Vault Secrets User" on the vault, or the permission Get on secrets in its access policy';
    return [
      "it lacks the permission to read secrets",
      `${grant}; check KeyVault.TenantId if the vault belongs to another tenant.`,
    ];
  }
  return ["the vault answered with an error", "Try again in a minute."];
}
