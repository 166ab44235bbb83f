import type { ManagedIdentityApplication } from "@azure/msal-node";
import { SignInError } from "../errors.ts";
import { type Redactor, Secret } from "../secrets.ts";
import { readClaims } from "./access-token.ts";
import { printable } from "./entra-failure.ts";
import { EntraNetwork } from "./entra-network.ts";
import { checkTenant } from "./identity.ts";
import { applicationPermissions } from "./permissions.ts";
import type { Strategy, StrategyContext } from "./strategy.ts";
import { thrownText } from "./thrown-text.ts";

/**
 * Sign-in by the identity of the Azure resource this server runs on. `ClientId` names a user-assigned identity; without it the
 * system-assigned one is used. Which platform it is, MSAL finds out from the environment of the process.
 */
export function createManagedIdentity(context: StrategyContext): Strategy {
  const { instance, endpoint, deps } = context;
  let app: Promise<ManagedIdentityApplication> | undefined;
  return {
    async silent(refresh) {
      app ??= open(context);
      try {
        const result = await (await app).acquireToken({ resource: endpoint.audience, forceRefresh: refresh });
        deps.redactor.add(result.accessToken);
        checkTenant(readClaims(result.accessToken)?.tenantId, instance);
        const permissions = applicationPermissions(result.accessToken, endpoint);
        return { token: new Secret(result.accessToken), account: undefined, permissions };
      } catch (error) {
        throw explainPlatform(error, deps.redactor);
      }
    },
    forget() {
      app = undefined;
      return Promise.resolve();
    },
  };
}

async function open({ instance, deps }: StrategyContext): Promise<ManagedIdentityApplication> {
  const { ManagedIdentityApplication } = await import("@azure/msal-node");
  const networkClient = new EntraNetwork({ fetch: deps.fetch, redactor: deps.redactor });
  // The client id of an instance that is configured for another sign-in is an app registration's.
  const named = instance.credential.type === "managed_identity" && instance.clientId !== "";
  return new ManagedIdentityApplication({
    ...(named && { managedIdentityIdParams: { userAssignedClientId: instance.clientId } }),
    // Its retries would go on for a minute where no platform answers; the network module has its own.
    system: { networkClient, disableInternalRetries: true },
  });
}

// MSAL keeps one network client for all managed identities of the process, so the reason is read from its error instead.
function explainPlatform(error: unknown, redactor: Redactor): SignInError {
  if (error instanceof SignInError) return error;
  const errorCode = thrownText(error, "errorCode");
  if (errorCode === "network_error") {
    return new SignInError("No managed identity service answers on this machine.", {
      nextStep: "Run the server on an Azure resource with a managed identity, or use another AuthType.",
      cause: error,
    });
  }
  const parts = [errorCode, thrownText(error, "errorMessage")].filter((text) => text !== "");
  const said = printable(redactor.redact(parts.join(": ")));
  return new SignInError(`The managed identity service gave no token${said === "" ? "." : ` (${said}).`}`, {
    nextStep:
      "Check that the resource has the managed identity that ClientId names (no ClientId: the system-assigned one) and that it was granted the permission.",
    cause: error,
  });
}
