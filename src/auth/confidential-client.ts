import type { AuthenticationResult, ConfidentialClientApplication, NodeAuthOptions } from "@azure/msal-node";
import { Secret } from "../secrets.ts";
import { credentialOrigins } from "./authority.ts";
import { clientSettings } from "./client-settings.ts";
import { EntraNetwork } from "./entra-network.ts";
import type { SignInSubject } from "./explain.ts";
import { explainThrown } from "./msal-failure.ts";
import { applicationPermissions } from "./permissions.ts";
import type { Grant, Strategy, StrategyContext } from "./strategy.ts";
import { cachePluginOf, createMsalCacheInMemory, sharedPartition, type MsalCache } from "./token-cache/msal-cache.ts";

/** How an application proves itself: one of MSAL's three ways. */
export type ApplicationCredential = Pick<NodeAuthOptions, "clientSecret" | "clientCertificate" | "clientAssertion">;

interface OpenClient {
  readonly app: ConfidentialClientApplication;
  readonly network: EntraNetwork;
}

/**
 * Sign-in of the application itself (client credentials). Every operation has an MSAL client of its own over the tokens, which another
 * replica may have changed.
 * @param loadCredential reads the secret, key or assertion at first use, and again after a failure, so that a renewed one is picked up.
 */
export function createConfidentialClient(
  context: StrategyContext,
  loadCredential: () => Promise<ApplicationCredential>,
): Strategy {
  const { instance, endpoint, deps } = context;
  const subject: SignInSubject = { instance, endpoint, kind: "application" };
  const tokens = deps.sharedTokens?.of(sharedPartition(instance)) ?? createMsalCacheInMemory();
  let credential: Promise<ApplicationCredential> | undefined;

  const acquire = async ({ app, network }: OpenClient, refresh: boolean): Promise<Grant> => {
    try {
      const scopes = [...endpoint.applicationScopes];
      return grantOf(await app.acquireTokenByClientCredential({ scopes, skipCache: refresh }), context);
    } catch (error) {
      throw explainThrown(error, network, subject);
    }
  };

  return {
    async silent(refresh) {
      try {
        credential ??= loadCredential();
        return await acquire(await open(context, await credential, tokens), refresh);
      } catch (error) {
        credential = undefined;
        throw error;
      }
    },
    forget() {
      credential = undefined;
      return tokens.forget();
    },
  };
}

async function open(
  context: StrategyContext,
  credential: ApplicationCredential,
  tokens: MsalCache,
): Promise<OpenClient> {
  const { ConfidentialClientApplication } = await import("@azure/msal-node");
  const { fetch, redactor } = context.deps;
  const network = new EntraNetwork({ fetch, redactor }, credentialOrigins(context.endpoint.authority));
  const settings = clientSettings(context, network);
  return {
    app: new ConfidentialClientApplication({
      ...settings,
      auth: { ...settings.auth, ...credential },
      cache: { cachePlugin: cachePluginOf(tokens) },
    }),
    network,
  };
}

function grantOf(result: AuthenticationResult | null, { endpoint, deps }: StrategyContext): Grant {
  if (result === null) throw new Error("MSAL gave no result");
  deps.redactor.add(result.accessToken);
  const permissions = applicationPermissions(result.accessToken, endpoint);
  return { token: new Secret(result.accessToken), account: undefined, permissions };
}
