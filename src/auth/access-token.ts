/** Claims of an access token as far as they can be read; `undefined` for a token that is opaque to us, which is no fault. */
export interface TokenClaims {
  readonly audience: string | undefined;
  readonly tenantId: string | undefined;
  readonly objectId: string | undefined;
  readonly userName: string | undefined;
  /** Delegated permissions (`scp`). */
  readonly scopes: readonly string[];
  /** Application permissions (`roles`). */
  readonly roles: readonly string[];
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Reads claims for diagnostics only: Microsoft asks clients to treat access tokens as opaque, and no signature is checked. */
export function readClaims(token: string): TokenClaims | undefined {
  const payload = decodePayload(token);
  if (payload === undefined) return undefined;
  const roles = payload["roles"];
  return {
    audience: text(payload["aud"]),
    tenantId: text(payload["tid"]),
    objectId: text(payload["oid"]),
    userName: text(payload["upn"]) ?? text(payload["preferred_username"]) ?? text(payload["unique_name"]),
    scopes: text(payload["scp"])?.split(" ") ?? [],
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === "string") : [],
  };
}

function decodePayload(token: string): Readonly<Record<string, unknown>> | undefined {
  const part = token.split(".")[1];
  if (part === undefined) return undefined;
  try {
    const payload: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof payload === "object" && payload !== null ? { ...payload } : undefined;
  } catch {
    return undefined;
  }
}
