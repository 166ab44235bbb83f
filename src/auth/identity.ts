import { SignInError } from "../errors.ts";
import { isGuid } from "../instances/guid.ts";
import type { Instance } from "../instances/instance.ts";
import { printable } from "./entra-failure.ts";
import type { Account } from "./sign-in.ts";

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * Compares who signed in with the configuration; MSAL itself accepts whoever completes the flow.
 * A tenant configured by its domain cannot be compared with the token's tenant id; the user name still is.
 * @throws SignInError naming who signed in and who was expected.
 */
export function checkIdentity(account: Account, instance: Instance): void {
  const wrongTenant = isGuid(instance.tenantId) && !sameName(account.tenantId, instance.tenantId);
  const wrongUser = instance.userName !== undefined && !sameName(account.userName, instance.userName);
  if (!wrongTenant && !wrongUser) return;
  const expected = instance.userName ?? "an account";
  throw new SignInError(
    `${account.userName} of tenant ${account.tenantId} signed in, but instance ${instance.name} expects ${expected} of tenant ${instance.tenantId}. The sign-in was discarded.`,
    {
      nextStep:
        "Call connect again and choose the right account on the sign-in page, or correct UserName and TenantId of the instance.",
    },
  );
}

/**
 * Compares the tenant of a token that was issued without a person with the configured one; a managed identity or the Azure CLI may belong
 * to another. An opaque token, or a tenant configured by its domain, cannot be compared.
 * @throws SignInError naming both tenants.
 */
export function checkTenant(tenantId: string | undefined, instance: Instance): void {
  if (tenantId === undefined || !isGuid(instance.tenantId) || sameName(tenantId, instance.tenantId)) return;
  throw new SignInError(
    `The token is for tenant ${printable(tenantId)}, but instance ${instance.name} expects tenant ${instance.tenantId}.`,
    { nextStep: "Correct TenantId of the instance, or use an identity of that tenant." },
  );
}
