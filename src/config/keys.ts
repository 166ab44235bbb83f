import { nearestName } from "../nearest.ts";

interface Key {
  /** As connection strings write it; `DEFENDER_` and this in capitals is the environment variable. */
  readonly snake: string;
  /** Spellings beside the name itself and `snake`. */
  readonly alsoCalled?: readonly string[];
  readonly secret?: true;
  readonly description: string;
}

/** The keys of an instance: MSTICPy's (with the spellings of its documentation and of its code), then ours. */
export const keys = {
  TenantId: { snake: "tenant_id", description: "Tenant to hunt in: its GUID or domain" },
  ClientId: { snake: "client_id", description: "Application (client) id of the app registration" },
  UserName: { snake: "username", description: "Account that must sign in; its presence means delegated sign-in" },
  ClientSecret: { snake: "client_secret", secret: true, description: "Secret of the app registration" },
  Certificate: { snake: "certificate", alsoCalled: ["cert"], description: "Path of a DER or PEM certificate" },
  PrivateKey: { snake: "private_key", description: "Path of the certificate's private key (PEM)" },
  PrivateKeySecret: { snake: "private_key_secret", secret: true, description: "Passphrase of the private key" },
  Cloud: { snake: "cloud", description: "Cloud of the tenant, such as global, gcc-high or dod" },
  TokenCachePath: { snake: "token_cache_path", alsoCalled: ["location"], description: "File of the token cache" },
  AuthType: { snake: "auth_type", description: "How to sign in, such as device, interactive or client_secret" },
  Provider: { snake: "provider", description: "M365DGraph, SecurityGraph or MDE" },
  TokenCache: { snake: "token_cache", description: "memory, encrypted-file or plaintext-file" },
  Scope: { snake: "scope", description: "Token scope instead of the cloud table's" },
  FederatedTokenFile: { snake: "federated_token_file", description: "Token file of workload_identity" },
  Authority: { snake: "authority", description: "Login host of Cloud custom" },
  GraphEndpoint: { snake: "graph_endpoint", description: "Graph host of Cloud custom" },
  MdeEndpoint: { snake: "mde_endpoint", description: "MDE host of Cloud custom" },
} as const satisfies Readonly<Record<string, Key>>;

export type KeyName = keyof typeof keys;
export const keyNames = Object.keys(keys).filter(isKeyName);

/** Keys that MSTICPy reads and this server does not, with what takes their place. */
const replacedKeys: ReadonlyMap<string, string> = new Map([
  ["apiroot", "set Cloud, or Cloud: custom with GraphEndpoint or MdeEndpoint"],
  ["apiversion", "the version of the API is fixed"],
]);

/** The key a spelling stands for: letter case and `_` aside, `TenantId` = `tenant_id` = `TENANTID`. */
export function keyOf(spelling: string): KeyName | undefined {
  const wanted = folded(spelling);
  return keyNames.find((name) => spellingsOf(name).includes(wanted));
}

/** What to say about a key that does not exist: its replacement, or the nearest name. */
export function aboutUnknownKey(spelling: string): string {
  const replacement = replacedKeys.get(folded(spelling));
  if (replacement !== undefined) return `is not used here: ${replacement}.`;
  const nearest = nearestKey(spelling);
  return nearest === undefined ? "is unknown and ignored." : `is unknown and ignored; did you mean ${nearest}?`;
}

/** The key that a misspelt one may stand for. */
export function nearestKey(spelling: string): KeyName | undefined {
  const nearest = nearestName(folded(spelling), keyNames.flatMap(spellingsOf));
  return nearest === undefined ? undefined : keyOf(nearest);
}

/** Whether a key's value must never be shown. */
export function isSecretKey(name: KeyName): boolean {
  return "secret" in keys[name];
}

/** The environment variable of a key, `DEFENDER_TENANT_ID` for `TenantId`. */
export function variableOf(name: KeyName): string {
  return `DEFENDER_${keys[name].snake.toUpperCase()}`;
}

function isKeyName(name: string): name is KeyName {
  return Object.hasOwn(keys, name);
}

function spellingsOf(name: KeyName): readonly string[] {
  const key: Key = keys[name];
  return [name, key.snake, ...(key.alsoCalled ?? [])].map(folded);
}

function folded(spelling: string): string {
  return spelling.toLowerCase().replaceAll("_", "");
}
