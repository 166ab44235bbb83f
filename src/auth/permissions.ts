import type { RemoteEndpoint } from "../instances/endpoint.ts";
import { readClaims } from "./access-token.ts";
import type { Permissions } from "./sign-in.ts";

const OIDC_SCOPES = new Set(["openid", "profile", "email", "offline_access", ".default"]);

/** `https://graph.microsoft.com/ThreatHunting.Read.All` and `ThreatHunting.Read.All` are the same permission. */
const shortName = (scope: string): string => scope.slice(scope.lastIndexOf("/") + 1);

/**
 * Delegated permissions of a token beside what the endpoint needs.
 * @param scopes the token response's scopes; when they say nothing (a `.default` request answered without `scope`), the token's `scp` is read.
 */
export function delegatedPermissions(scopes: readonly string[], token: string, endpoint: RemoteEndpoint): Permissions {
  const named = scopes.map(shortName).filter((scope) => !OIDC_SCOPES.has(scope));
  const granted = named.length > 0 ? named : readClaims(token)?.scopes.map(shortName);
  return compare(granted, endpoint.permissions.delegated);
}

/** Application permissions (`roles`) of a token beside what the endpoint needs; nothing is reported missing when the token cannot be read. */
export function applicationPermissions(token: string, endpoint: RemoteEndpoint): Permissions {
  return compare(readClaims(token)?.roles, endpoint.permissions.application);
}

function compare(granted: readonly string[] | undefined, needed: readonly string[]): Permissions {
  if (granted === undefined) return { granted: [], missing: [] };
  const held = new Set(granted.map((name) => name.toLowerCase()));
  return { granted, missing: needed.filter((name) => !held.has(name.toLowerCase())) };
}
