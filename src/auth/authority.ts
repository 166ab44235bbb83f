import { SignInError } from "../errors.ts";
import { clouds } from "../instances/cloud.ts";
import { quoted } from "../visible-text.ts";
import type { StrategyContext } from "./strategy.ts";

const loginOrigins: ReadonlySet<string> = new Set(Object.values(clouds).map((cloud) => cloud.login));
const tenantAliases: ReadonlySet<string> = new Set(["common", "organizations", "consumers"]);

/** Where credentials of an instance may go: Microsoft's login hosts, and the instance's own. */
export const credentialOrigins = (authority: string): ReadonlySet<string> =>
  new Set([...loginOrigins, new URL(authority).origin]);

/**
 * Credentials go to Microsoft's own login hosts alone, or to the custom one that the operator allowed; and to one tenant, because a sign-in
 * through `common` could end in a stranger's.
 * @throws SignInError when the instance's authority is another one.
 */
export function checkAuthority({ instance, endpoint, deps }: StrategyContext): void {
  const { host, origin, protocol } = new URL(endpoint.authority);
  const custom = instance.cloud === "custom" && deps.allowCustomAuthority;
  if (protocol !== "https:" || (!loginOrigins.has(origin) && !custom)) {
    throw new SignInError(
      `Instance ${instance.name} names ${host} as its sign-in service, which is not a Microsoft cloud's.`,
      {
        nextStep:
          "Correct Cloud of the instance, or start the server with --allow-custom-endpoints if the host is meant.",
      },
    );
  }
  checkTenantId(instance.tenantId);
  if (tenantAliases.has(instance.tenantId.toLowerCase())) {
    throw new SignInError(`TenantId ${instance.tenantId} of instance ${instance.name} names no single tenant.`, {
      nextStep:
        "Set TenantId to the id or domain of the tenant to hunt in; with several tenants, configure an instance for each.",
    });
  }
}

/** A tenant becomes part of addresses and of command lines. @throws SignInError when it is neither an id nor a domain name. */
export function checkTenantId(tenantId: string): void {
  if (/^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(tenantId)) return;
  throw new SignInError(`TenantId ${quoted(tenantId, 60)} is neither a tenant's id nor its domain name.`, {
    nextStep: "Set TenantId to the id that the Entra overview page shows.",
  });
}
