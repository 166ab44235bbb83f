import type { EntraAccess } from "../../config/entra-access.ts";

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/** Where clients look for the metadata of the resource: with its path, and without for older clients. RFC 9728, section 3.1. */
export function metadataPathsOf(publicUrl: string): readonly string[] {
  return [WELL_KNOWN + new URL(publicUrl).pathname, WELL_KNOWN];
}

/** The address that challenges name. */
export function metadataUrlOf(publicUrl: string): string {
  const { origin, pathname } = new URL(publicUrl);
  return origin + WELL_KNOWN + pathname;
}

/** The metadata of this server as a protected resource, from its configuration alone. RFC 9728, section 2. */
export function resourceMetadata({ publicUrl, loginOrigin, tenants }: EntraAccess, scope: string): object {
  return {
    // As configured, not as a URL library writes it: Microsoft Entra compares it letter by letter.
    resource: publicUrl,
    authorization_servers: tenants.map((tenant) => `${loginOrigin}/${tenant}/v2.0`),
    scopes_supported: [`${publicUrl}/${scope}`],
    bearer_methods_supported: ["header"],
    resource_name: "Microsoft Defender hunting",
  };
}
