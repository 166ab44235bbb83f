import type { AuthenticationResult, ConfidentialClientApplication, NodeAuthOptions } from "@azure/msal-node";
import { Secret } from "../secrets.ts";
import { credentialOrigins } from "./authority.ts";
import { clientSettings } from "./client-settings.ts";
import { EntraNetwork } from "./entra-network.ts";
import type { SignInSubject } from "./explain.ts";
import { explainThrown } from "./msal-failure.ts";
import { applicationPermissions } from "./permissions.ts";
import type { Grant, Strategy, StrategyContext } from "./strategy.ts";

/** How an application proves itself: one of MSAL's three ways. */
export type ApplicationCredential = Pick<NodeAuthOptions, "clientSecret" | "clientCertificate" | "clientAssertion">;

interface OpenClient {
  readonly app: ConfidentialClientApplication;
  readonly network: EntraNetwork;
}

/**
 * Sign-in of the application itself (client credentials). Tokens stay in memory.
 * @param loadCredential reads the secret, key or assertion at first use, and again after a failure, so that a renewed one is picked up.
 */
export function createConfidentialClient(
  context: StrategyContext,
  loadCredential: () => Promise<ApplicationCredential>,
): Strategy {
  const subject: SignInSubject = { instance: context.instance, endpoint: context.endpoint, kind: "application" };
  let opened: Promise<OpenClient> | undefined;

  const acquire = async ({ app, network }: OpenClient, refresh: boolean): Promise<Grant> => {
    network.lastFailure = undefined;
    try {
      const scopes = [...context.endpoint.applicationScopes];
      return grantOf(await app.acquireTokenByClientCredential({ scopes, skipCache: refresh }), context);
    } catch (error) {
      throw explainThrown(error, network, subject);
    }
  };

  return {
    async silent(refresh) {
      try {
        opened ??= open(context, loadCredential);
        return await acquire(await opened, refresh);
      } catch (error) {
        opened = undefined;
        throw error;
      }
    },
    forget() {
      opened = undefined;
      return Promise.resolve();
    },
  };
}

async function open(
  context: StrategyContext,
  loadCredential: () => Promise<ApplicationCredential>,
): Promise<OpenClient> {
  const [credential, { ConfidentialClientApplication }] = await Promise.all([
    loadCredential(),
    import("@azure/msal-node"),
  ]);
  const { fetch, redactor } = context.deps;
  const network = new EntraNetwork({ fetch, redactor }, credentialOrigins(context.endpoint.authority));
  const settings = clientSettings(context, network);
  return {
    app: new ConfidentialClientApplication({ ...settings, auth: { ...settings.auth, ...credential } }),
    network,
  };
}

function grantOf(result: AuthenticationResult | null, { endpoint, deps }: StrategyContext): Grant {
  if (result === null) throw new Error("MSAL gave no result");
  deps.redactor.add(result.accessToken);
  const permissions = applicationPermissions(result.accessToken, endpoint);
  return { token: new Secret(result.accessToken), account: undefined, permissions };
}
