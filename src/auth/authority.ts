import { SignInError } from "../errors.ts";
import type { StrategyContext } from "./strategy.ts";

/** Microsoft's login hosts by cloud (Entra and Graph "national clouds" pages); China has two names for one service. */
const loginHosts: ReadonlySet<string> = new Set([
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.partner.microsoftonline.cn",
  "login.chinacloudapi.cn",
]);

const tenantAliases: ReadonlySet<string> = new Set(["common", "organizations", "consumers"]);

/**
 * Credentials go to Microsoft's own login hosts alone, or to the custom one that the operator allowed; and to one tenant, because a sign-in
 * through `common` could end in a stranger's.
 * @throws SignInError when the instance's authority is another one.
 */
export function checkAuthority({ instance, endpoint, deps }: StrategyContext): void {
  const { host, protocol } = new URL(endpoint.authority);
  const custom = instance.cloud === "custom" && deps.allowCustomAuthority;
  if (protocol !== "https:" || (!loginHosts.has(host) && !custom)) {
    throw new SignInError(
      `Instance ${instance.name} names ${host} as its sign-in service, which is not a Microsoft cloud's.`,
      {
        nextStep:
          "Correct Cloud of the instance, or start the server with --allow-custom-endpoints if the host is meant.",
      },
    );
  }
  if (tenantAliases.has(instance.tenantId.toLowerCase())) {
    throw new SignInError(`TenantId ${instance.tenantId} of instance ${instance.name} names no single tenant.`, {
      nextStep:
        "Set TenantId to the id or domain of the tenant to hunt in; with several tenants, configure an instance for each.",
    });
  }
}
