import { keyVaultAuthorities, type KeyVault } from "../instances/instance.ts";
import { type Environment, variable } from "./environment-variable.ts";
import type { Value } from "./value.ts";
import { isMapping, type Mapping } from "./yaml-file.ts";

// Azure's rules for names. They are checked because the vault's name becomes a host name and the secret's a path.
const VAULT = /^[a-z][a-z\d-]{1,22}[a-z\d]$/i;
const SECRET = /^[\dA-Za-z-]{1,127}$/;

const authorityHosts: ReadonlyMap<string, KeyVault["authority"]> = new Map([
  ["login.microsoftonline.com", "global"],
  ["login.microsoftonline.us", "usgov"],
  ["login.partner.microsoftonline.cn", "cn"],
  ["login.chinacloudapi.cn", "cn"],
]);

/**
 * A `{KeyVault: …}` reference by MSTICPy's rules: empty or `default` is the section's vault and a secret named after the key's place;
 * `vault/secret` names both; `secret` alone is in the section's vault.
 * @param keyPath place of the key in the file, e.g. `DataProviders.MicrosoftDefender.Args.ClientSecret`.
 */
export function keyVaultReference(reference: string, keyPath: string, root: Mapping, env: Environment): Value {
  const section = readSection(root, env);
  const named = /^default$/i.test(reference) ? "" : reference;
  const slash = named.indexOf("/");
  const vaultName = slash < 0 ? section["vaultname"] : named.slice(0, slash).trim();
  const secretName = named.slice(slash + 1).trim() || keyPath.replaceAll(/[^\dA-Za-z-]/g, "-");
  if (vaultName === undefined) {
    return unusable(
      "the Key Vault reference names no vault, and the section KeyVault has no VaultName",
      "Set KeyVault.VaultName, or write vault/secret.",
    );
  }
  if (!VAULT.test(vaultName) || !SECRET.test(secretName)) {
    return unusable(
      "the Key Vault reference has an impossible vault or secret name",
      "Use letters, digits and hyphens, as Azure does.",
    );
  }
  const authority = authorityOf(section);
  if (authority === "unknown") {
    return unusable(
      "the section KeyVault has an unknown Authority",
      `Set KeyVault.Authority to one of: ${keyVaultAuthorities.join(", ")}.`,
    );
  }
  return { kind: "key_vault", vault: { vaultName, tenantId: section["tenantid"], authority }, secretName };
}

function unusable(problem: string, remedy: string): Value {
  return { kind: "unusable", problem, remedy };
}

/** Texts of the top-level `KeyVault` section by lower-case key. */
function readSection(root: Mapping, env: Environment): Readonly<Record<string, string | undefined>> {
  const section = root["KeyVault"];
  if (!isMapping(section)) return {};
  return Object.fromEntries(Object.entries(section).map(([key, raw]) => [key.toLowerCase(), textOf(raw, env)]));
}

function textOf(raw: unknown, env: Environment): string | undefined {
  const name = isMapping(raw) ? raw["EnvironmentVar"] : undefined;
  if (typeof name === "string") return variable(env, name);
  return typeof raw === "string" && raw.trim() !== "" ? raw.trim() : undefined;
}

function authorityOf(section: Readonly<Record<string, string | undefined>>): KeyVault["authority"] | "unknown" {
  const { authority, authorityuri } = section;
  if (authority !== undefined) return keyVaultAuthorities.find((name) => name === authority.toLowerCase()) ?? "unknown";
  if (authorityuri === undefined) return undefined;
  return (URL.canParse(authorityuri) ? authorityHosts.get(new URL(authorityuri).hostname) : undefined) ?? "unknown";
}
