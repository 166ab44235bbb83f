import { json, type ReceivedRequest, type Reply } from "./http.ts";

/** The OpenID configuration of the tenant in the address. The issuer stands on the authority's own origin, which MSAL checks. */
export function discoveryDocument({ origin, path }: ReceivedRequest): Reply {
  const base = `${origin}/${path.split("/")[1]}`;
  return json(200, {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    response_types_supported: ["code", "id_token"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
  });
}

/** The answer to `/common/discovery/instance`: this host is a cloud of its own. */
export function instanceDiscovery(origin: string): Reply {
  const { host } = new URL(origin);
  return json(200, {
    tenant_discovery_endpoint: `${origin}/common/v2.0/.well-known/openid-configuration`,
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  });
}
