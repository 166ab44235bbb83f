import type { Secret } from "../secrets.ts";

/** Which API an instance hunts through. `SecurityGraph` is Graph hunting plus alerts and incidents; `Demo` is the embedded tenant. */
export const providers = ["M365DGraph", "MDE", "SecurityGraph", "Demo"] as const;
export type Provider = (typeof providers)[number];

export const cloudNames = [
  "global",
  "us",
  "eu",
  "uk",
  "au",
  "swa",
  "ina",
  "aea",
  "gcc",
  "gcc-high",
  "dod",
  "china",
  "custom",
] as const;
export type CloudName = (typeof cloudNames)[number];

export const authTypes = [
  "device",
  "interactive",
  "client_secret",
  "certificate",
  "azure_cli",
  "managed_identity",
  "workload_identity",
] as const;
export type AuthType = (typeof authTypes)[number];

/** Where a secret of the configuration comes from. Key Vault references are resolved by the sign-in, at first use. */
export type SecretReference =
  | { readonly kind: "value"; readonly value: Secret }
  | { readonly kind: "key_vault"; readonly vault: KeyVault; readonly secretName: string };

/** The clouds a vault can be in, as MSTICPy's `KeyVault.Authority` names them. */
export const keyVaultAuthorities = ["global", "usgov", "cn"] as const;

/** A vault, from the reference itself and the `KeyVault` section of a MSTICPy configuration. */
export interface KeyVault {
  readonly vaultName: string;
  /** Undefined: the instance's own tenant. */
  readonly tenantId: string | undefined;
  /** Undefined: the cloud of the instance. */
  readonly authority: (typeof keyVaultAuthorities)[number] | undefined;
}

/** How an instance signs in; `none` is the demo tenant's. */
export type Credential =
  | { readonly type: "device" | "interactive" | "azure_cli" | "none" }
  | { readonly type: "client_secret"; readonly secret: SecretReference }
  | {
      readonly type: "certificate";
      /** Path of a DER or PEM certificate. */
      readonly certificatePath: string;
      /** Path of the PEM private key; undefined when the certificate's file holds it. */
      readonly privateKeyPath: string | undefined;
      readonly passphrase: SecretReference | undefined;
    }
  | { readonly type: "managed_identity" }
  | { readonly type: "workload_identity"; readonly tokenFile: string | undefined };

export const tokenCacheKinds = ["memory", "encrypted-file", "plaintext-file"] as const;

export interface TokenCacheSetting {
  readonly kind: (typeof tokenCacheKinds)[number];
  readonly path: string | undefined;
}

/** Hosts of `Cloud: custom`; accepted only when the operator allowed custom endpoints. All are https origins. */
export interface CustomEndpoints {
  readonly authority: string;
  readonly graph: string | undefined;
  readonly mde: string | undefined;
}

/** One configured way into one tenant. Holds no readable secret. */
export interface Instance {
  readonly name: string;
  /** The whole section name (`MicrosoftDefender-Tenant1`), also accepted as a name; or where else it came from (`environment`). */
  readonly section: string;
  readonly provider: Provider;
  readonly cloud: CloudName;
  readonly tenantId: string;
  /** Empty for `azure_cli` and for a system-assigned managed identity, which bring their own. */
  readonly clientId: string;
  readonly credential: Credential;
  /** The account that must sign in (delegated sign-in only). */
  readonly userName: string | undefined;
  readonly tokenCache: TokenCacheSetting;
  /** Overrides the token scope of the cloud table. */
  readonly scope: string | undefined;
  readonly customEndpoints: CustomEndpoints | undefined;
  /** What a user of this instance should know, e.g. that its API is being retired. */
  readonly notes: readonly string[];
}
