import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Instance } from "../instances/instance.ts";

/**
 * The page on which an administrator approves everything the app registration asks for, in the instance's tenant and cloud. For a partner's
 * multi-tenant application the tenant is the customer's.
 * Source: Microsoft Entra, "Construct the URL for granting tenant-wide admin consent".
 */
export function adminConsentUrl(
  instance: Pick<Instance, "clientId">,
  endpoint: Pick<RemoteEndpoint, "authority">,
): string {
  return `${endpoint.authority}/adminconsent?client_id=${encodeURIComponent(instance.clientId)}`;
}
