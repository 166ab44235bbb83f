import type { AuthInfo } from "@modelcontextprotocol/server";
import { createRemoteJWKSet, customFetch, decodeJwt, errors, jwtVerify, type JWTPayload } from "jose";
import type { EntraAccess } from "../../config/entra-access.ts";
import { bearerTokenOf, type Authenticator, type Caller } from "./authenticator.ts";
import { metadataPathsOf, metadataUrlOf, resourceMetadata } from "./resource-metadata.ts";
import type { Refusal } from "./refusal.ts";

export interface EntraInputs extends EntraAccess {
  readonly fetch: typeof globalThis.fetch;
}

/** The permission that callers need; the app registration exposes it. */
export const CALLER_SCOPE = "access_as_user";

const KEYS_TIMEOUT_MS = 3_000;
const KEYS_COOLDOWN_MS = 30_000;
const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * An OAuth 2.1 resource server for tokens of Microsoft Entra: version 2 tokens of a person, of an allowed tenant, for this server's own app
 * registration, with the permission `access_as_user`. Keys that cannot be had answer 503, so that clients do not throw good tokens away.
 */
export function createEntraAuthenticator(inputs: EntraInputs): Authenticator {
  const keys = createKeys(inputs);
  const challenges = createChallenges(inputs);
  return {
    documents: new Map(metadataPathsOf(inputs.publicUrl).map((path) => [path, resourceMetadata(inputs, CALLER_SCOPE)])),
    async ready() {
      return (await Promise.all([...keys.values()].map(isLoaded))).every(Boolean);
    },
    async authenticate(headers): Promise<Caller> {
      const token = bearerTokenOf(headers);
      if (token === undefined) return refused(challenges.missing);
      try {
        const claims = await verify(token, inputs, keys);
        if (!scopesOf(claims).includes(CALLER_SCOPE)) return refused(challenges.insufficient);
        return { kind: "caller", authInfo: authInfoOf(token, claims, inputs) };
      } catch (error) {
        return refused(isAboutToken(error) ? challenges.invalid : keysUnavailable);
      }
    },
  };
}

/** The claims of a token that is genuine, current and meant for this server. @throws JOSEError, or what fetching the keys throws. */
async function verify(token: string, { loginOrigin, clientId }: EntraInputs, keysOf: Keys): Promise<JWTPayload> {
  const tid = text(decodeJwt(token), "tid").toLowerCase();
  const keys = keysOf.get(tid);
  if (keys === undefined) throw new errors.JWTInvalid("another tenant");
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ["RS256"],
    issuer: `${loginOrigin}/${tid}/v2.0`,
    audience: clientId,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ["exp", "iat", "tid", "oid", "sub"],
  });
  const isPersons = payload["idtyp"] !== "app" && typeof payload["scp"] === "string" && text(payload, "oid") !== "";
  if (payload["ver"] !== "2.0" || !isPersons) throw new errors.JWTInvalid("not a version 2 token of a person");
  return payload;
}

/** The signing keys of each tenant. */
type Keys = ReadonlyMap<string, RemoteKeys>;
type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

function createKeys({ loginOrigin, tenants, fetch }: EntraInputs): Keys {
  return new Map(
    tenants.map((tenant) => {
      const url = new URL(`${loginOrigin}/${tenant}/discovery/v2.0/keys`);
      const options = { timeoutDuration: KEYS_TIMEOUT_MS, cooldownDuration: KEYS_COOLDOWN_MS, [customFetch]: fetch };
      return [tenant, createRemoteJWKSet(url, options)] as const;
    }),
  );
}

/** Whether the keys were loaded once; loads them otherwise, for all who ask meanwhile together. */
async function isLoaded(keys: RemoteKeys): Promise<boolean> {
  if (keys.jwks() !== undefined) return true;
  return keys.reload().then(
    () => true,
    () => false,
  );
}

const aboutKeys = new Set(["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"]);

const isAboutToken = (error: unknown): boolean => error instanceof errors.JOSEError && !aboutKeys.has(error.code);

function authInfoOf(token: string, claims: JWTPayload, { publicUrl }: EntraInputs): AuthInfo {
  return {
    token,
    clientId: text(claims, "azp"),
    // Qualified, as clients ask for them.
    scopes: scopesOf(claims).map((scope) => `${publicUrl}/${scope}`),
    ...(claims.exp !== undefined && { expiresAt: claims.exp }),
    extra: {
      tid: text(claims, "tid"),
      oid: text(claims, "oid"),
      upn: text(claims, "preferred_username"),
      uti: text(claims, "uti"),
    },
  };
}

const scopesOf = (claims: JWTPayload): readonly string[] => text(claims, "scp").split(" ");

function text(claims: JWTPayload, name: string): string {
  const value = claims[name];
  return typeof value === "string" ? value : "";
}

interface Challenges {
  readonly missing: Refusal;
  readonly invalid: Refusal;
  readonly insufficient: Refusal;
}

// Fixed texts: nothing of a token is repeated. RFC 6750, section 3; RFC 9728, section 5.1.
function createChallenges({ publicUrl }: EntraInputs): Challenges {
  const where = `resource_metadata="${metadataUrlOf(publicUrl)}", scope="${publicUrl}/${CALLER_SCOPE}"`;
  const header = (error: string) => ({
    "www-authenticate": `Bearer ${error === "" ? "" : `error="${error}", `}${where}`,
  });
  return {
    missing: {
      status: 401,
      message: "Sign in: this server wants an access token of Microsoft Entra.",
      headers: header(""),
    },
    invalid: {
      status: 401,
      message:
        "The access token is not valid here: it has expired, is for another service or tenant, or is not a person's. Sign in again.",
      headers: header("invalid_token"),
    },
    insufficient: {
      status: 403,
      message: `The access token lacks the permission ${CALLER_SCOPE} of this server.`,
      headers: header("insufficient_scope"),
    },
  };
}

const keysUnavailable: Refusal = {
  status: 503,
  message: "The signing keys of Microsoft Entra cannot be had now, so nobody can be verified. Try again later.",
  headers: { "retry-after": "30" },
};

const refused = (refusal: Refusal): Caller => ({ kind: "refused", refusal });
