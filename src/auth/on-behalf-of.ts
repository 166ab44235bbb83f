import type { AuthenticationResult, ConfidentialClientApplication } from "@azure/msal-node";
import { SignInError } from "../errors.ts";
import { Secret } from "../secrets.ts";
import { credentialOrigins } from "./authority.ts";
import { clientSettings } from "./client-settings.ts";
import { EntraNetwork } from "./entra-network.ts";
import { needsPerson } from "./explain.ts";
import { sameName } from "./identity.ts";
import { explainThrown, refusalBehind } from "./msal-failure.ts";
import { delegatedPermissions } from "./permissions.ts";
import type { Grant, Strategy, StrategyContext } from "./strategy.ts";
import { cachePluginOf, createMsalCacheInMemory, sharedPartition, type MsalCache } from "./token-cache/msal-cache.ts";

/** A person whose token for this server was verified. */
export interface VerifiedUser {
  readonly tenantId: string;
  readonly objectId: string;
  readonly userName: string | undefined;
  /** The token for this server; it goes to Microsoft Entra alone, never to an API. */
  readonly assertion: Secret;
}

/** The app registration of this server, and who calls it. */
export interface OnBehalfOf {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Undefined before the first verified call. */
  readonly user: () => VerifiedUser | undefined;
}

/**
 * Sign-in on behalf of the person who calls this server. Every operation has an MSAL client of its own over the tokens of this one person,
 * because a shared confidential client mixes the tokens of its users.
 */
export function createOnBehalfOf(context: StrategyContext, { clientId, clientSecret, user }: OnBehalfOf): Strategy {
  const instance = { ...context.instance, clientId };
  const own: StrategyContext = { ...context, instance };
  const subject = { instance, endpoint: context.endpoint, kind: "delegated" } as const;
  const tokens = context.deps.sharedTokens?.of(sharedPartition(context.instance)) ?? createMsalCacheInMemory();
  return {
    async silent(refresh) {
      const person = callerWithin(own, user());
      const { app, network } = await open(own, clientSecret, tokens);
      try {
        // Loads the tokens: MSAL looks for a cached one before it asks the plugin.
        await app.getTokenCache().getAllAccounts();
        const scopes = [...context.endpoint.delegatedScopes];
        const request = { oboAssertion: person.assertion.reveal(), scopes, skipCache: refresh };
        const result = await app.acquireTokenOnBehalfOf(request);
        if (result === null || !isFor(person, result)) {
          await tokens.forget();
          throw new Error("Entra's answer is not for the caller.");
        }
        return grantOf(result, person, own);
      } catch (error) {
        const refusal = refusalBehind(error, network);
        throw refusal !== undefined && needsPerson(refusal)
          ? signInAgain(person, refusal.codes[0])
          : explainThrown(error, network, subject);
      }
    },
    forget: () => tokens.forget(),
  };
}

interface OpenClient {
  readonly app: ConfidentialClientApplication;
  readonly network: EntraNetwork;
}

async function open(context: StrategyContext, clientSecret: Secret, tokens: MsalCache): Promise<OpenClient> {
  const { ConfidentialClientApplication } = await import("@azure/msal-node");
  const { fetch, redactor } = context.deps;
  const network = new EntraNetwork({ fetch, redactor }, credentialOrigins(context.endpoint.authority));
  const settings = clientSettings(context, network);
  const auth = { ...settings.auth, clientSecret: clientSecret.reveal() };
  const cache = { cachePlugin: cachePluginOf(tokens) };
  return { app: new ConfidentialClientApplication({ ...settings, auth, cache }), network };
}

/** @throws SignInError when nobody has called yet, or the caller is of another tenant than the instance. */
function callerWithin({ instance }: StrategyContext, user: VerifiedUser | undefined): VerifiedUser {
  if (user === undefined) throw new Error("Nobody has been verified.");
  if (sameName(user.tenantId, instance.tenantId)) return user;
  throw new SignInError(
    `Instance ${instance.name} is of tenant ${instance.tenantId}, but you signed in to this server in tenant ${user.tenantId}.`,
    { nextStep: "Use an instance of your tenant, or sign in to this server with an account of the instance's tenant." },
  );
}

// Tokens of the cache were looked at when they came; MSAL tells no account for them.
function isFor(user: VerifiedUser, { fromCache, uniqueId, tenantId }: AuthenticationResult): boolean {
  return fromCache || (sameName(uniqueId, user.objectId) && sameName(tenantId, user.tenantId));
}

function grantOf(result: AuthenticationResult, user: VerifiedUser, { endpoint, deps }: StrategyContext): Grant {
  deps.redactor.add(result.accessToken);
  const { objectId, tenantId, userName = objectId } = user;
  return {
    token: new Secret(result.accessToken),
    account: { userName, objectId, tenantId },
    permissions: delegatedPermissions(result.scopes, result.accessToken, endpoint),
  };
}

function signInAgain({ userName = "you" }: VerifiedUser, aadsts: number | undefined): SignInError {
  const code = aadsts === undefined ? "" : ` (AADSTS${aadsts})`;
  return new SignInError(
    `Microsoft Entra wants ${userName} to sign in again before this server may hunt for them${code}.`,
    {
      nextStep:
        "Tell the user to sign out of this server in their MCP client and to sign in again, with the second factor or the device that their organisation asks for.",
      aadsts,
    },
  );
}
