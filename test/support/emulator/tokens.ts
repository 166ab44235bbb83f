import { randomBytes, randomUUID } from "node:crypto";
import type { ApiName, AppRegistration, Tenant, User } from "./directory.ts";
import type { Claims, TokenSigner } from "./jwt.ts";

/** What a token is for: one of the hunting APIs, or an app registration that is itself an API. */
export type Resource =
  | { readonly kind: "api"; readonly api: ApiName; readonly uri: string }
  | { readonly kind: "app"; readonly app: AppRegistration };

interface TokenRequest {
  readonly tenant: Tenant;
  readonly app: AppRegistration;
  /** Absent for application sign-in. */
  readonly user?: User | undefined;
  readonly resource: Resource;
  /** OpenID scopes asked for beside the resource's permissions. */
  readonly openIdScopes: readonly string[];
  /** Origin of the login service, for the issuer claim. */
  readonly authority: string;
  /** The refresh token's family, when this is a refresh. */
  readonly family?: string | undefined;
}

interface RefreshToken {
  readonly family: string;
  readonly request: TokenRequest;
  used: boolean;
}

export interface TokenSettings {
  accessTokenSeconds: number;
  /** Whether using a refresh token twice revokes all its descendants, as services with strict rotation do. */
  reuseRevokesFamily: boolean;
}

type RefreshOutcome = { readonly request: TokenRequest } | { readonly refused: "revoked" | "reused" | "unknown" };

/** Issues tokens and remembers them: to expire, to revoke, and to look for in places where no token may be. */
export interface TokenStore {
  readonly settings: TokenSettings;
  issue(request: TokenRequest): object;
  refresh(token: string): RefreshOutcome;
  /** Claims of a token that is genuine and unexpired; undefined otherwise. */
  check(accessToken: string): Claims | undefined;
  readonly expireAccessTokens: () => void;
  readonly revokeRefreshTokens: () => void;
  /** Every access, refresh and id token issued so far. */
  readonly issued: readonly string[];
}

const seconds = (): number => Math.floor(Date.now() / 1_000);

/** Permissions that the app has for the resource, by kind of sign-in. */
function permissionsOf({ app, user, resource }: TokenRequest): readonly string[] {
  if (resource.kind === "app") return ["access_as_user"];
  return (user === undefined ? app.application : app.delegated)[resource.api];
}

const userClaims = (user: User, permissions: readonly string[]): Claims => ({
  oid: user.objectId,
  sub: user.objectId,
  upn: user.userName,
  preferred_username: user.userName,
  name: user.name,
  scp: permissions.join(" "),
});

const appClaims = (app: AppRegistration, permissions: readonly string[]): Claims => ({
  oid: app.clientId,
  sub: app.clientId,
  idtyp: "app",
  roles: permissions,
});

/** Hunting APIs get version 1 tokens, an app registration of the tenant gets version 2 tokens for its client id. */
function audienceClaims({ app, resource, authority }: TokenRequest, tenantId: string): Claims {
  if (resource.kind === "api")
    return { iss: `https://sts.windows.net/${tenantId}/`, aud: resource.uri, ver: "1.0", appid: app.clientId };
  return { iss: `${authority}/${tenantId}/v2.0`, aud: resource.app.clientId, ver: "2.0", azp: app.clientId };
}

function accessClaims(request: TokenRequest, lifetime: number): Claims {
  const { tenant, app, user } = request;
  const tenantId = user?.tenantId ?? tenant.id;
  const permissions = permissionsOf(request);
  return {
    ...audienceClaims(request, tenantId),
    ...(user === undefined ? appClaims(app, permissions) : userClaims(user, permissions)),
    iat: seconds(),
    nbf: seconds(),
    exp: seconds() + lifetime,
    tid: tenantId,
    uti: randomUUID(),
  };
}

const idClaims = ({ app, authority }: TokenRequest, user: User): Claims => ({
  iss: `${authority}/${user.tenantId}/v2.0`,
  aud: app.clientId,
  iat: seconds(),
  nbf: seconds(),
  exp: seconds() + 3_600,
  tid: user.tenantId,
  oid: user.objectId,
  sub: user.objectId,
  preferred_username: user.userName,
  name: user.name,
  ver: "2.0",
});

const clientInfo = (user: User): string =>
  Buffer.from(JSON.stringify({ uid: user.objectId, utid: user.tenantId })).toString("base64url");

/** The `scope` of a delegated answer: qualified permissions, then the OpenID scopes. */
function scopeOf(request: TokenRequest): string {
  const { resource, openIdScopes } = request;
  const base = resource.kind === "app" ? (resource.app.identifierUri ?? resource.app.clientId) : resource.uri;
  return [...permissionsOf(request).map((p) => `${base}/${p}`), ...openIdScopes].join(" ");
}

interface RefreshTokens {
  issue(request: TokenRequest): string;
  redeem(token: string): RefreshOutcome;
  revokeAll(): void;
}

function createRefreshTokens(settings: TokenSettings): RefreshTokens {
  const known = new Map<string, RefreshToken>();
  const revokedFamilies = new Set<string>();
  return {
    issue(request) {
      const token = `1.A${randomBytes(48).toString("base64url")}`;
      known.set(token, { family: request.family ?? randomUUID(), request, used: false });
      return token;
    },
    redeem(token) {
      const entry = known.get(token);
      if (entry === undefined) return { refused: "unknown" };
      if (revokedFamilies.has(entry.family)) return { refused: "revoked" };
      if (entry.used && settings.reuseRevokesFamily) {
        revokedFamilies.add(entry.family);
        return { refused: "reused" };
      }
      entry.used = true;
      return { request: { ...entry.request, family: entry.family } };
    },
    revokeAll: () => known.forEach(({ family }) => revokedFamilies.add(family)),
  };
}

export function createTokenStore(signer: TokenSigner): TokenStore {
  const settings: TokenSettings = { accessTokenSeconds: 3_600, reuseRevokesFamily: false };
  const refreshTokens = createRefreshTokens(settings);
  const issued: string[] = [];
  const expired = new Set<string>();
  const remember = (token: string): string => {
    issued.push(token);
    return token;
  };
  const issueDelegated = (request: TokenRequest, user: User) => ({
    scope: scopeOf(request),
    client_info: clientInfo(user),
    ...(request.openIdScopes.includes("offline_access") && { refresh_token: remember(refreshTokens.issue(request)) }),
    ...(request.openIdScopes.includes("openid") && { id_token: remember(signer.sign(idClaims(request, user))) }),
  });
  return {
    settings,
    issued,
    issue(request) {
      const lifetime = settings.accessTokenSeconds;
      return {
        token_type: "Bearer",
        expires_in: lifetime,
        ext_expires_in: lifetime,
        access_token: remember(signer.sign(accessClaims(request, lifetime))),
        ...(request.user !== undefined && issueDelegated(request, request.user)),
      };
    },
    refresh: (token) => refreshTokens.redeem(token),
    check(accessToken) {
      const claims = expired.has(accessToken) ? undefined : signer.verify(accessToken);
      return Number(claims?.["exp"]) > seconds() ? claims : undefined;
    },
    expireAccessTokens: () => issued.forEach((token) => expired.add(token)),
    revokeRefreshTokens: () => refreshTokens.revokeAll(),
  };
}
