import type { AccountInfo, AuthenticationResult, PublicClientApplication } from "@azure/msal-node";
import { Secret } from "../secrets.ts";
import { clientSettings } from "./client-settings.ts";
import { printable } from "./entra-failure.ts";
import { EntraNetwork } from "./entra-network.ts";
import { needsPerson, type SignInSubject } from "./explain.ts";
import { checkIdentity, isGuid, sameName } from "./identity.ts";
import { explainThrown, refusalBehind } from "./msal-failure.ts";
import { delegatedPermissions } from "./permissions.ts";
import type { Account } from "./sign-in.ts";
import type { Grant, StrategyContext } from "./strategy.ts";

interface OpenClient {
  readonly app: PublicClientApplication;
  readonly network: EntraNetwork;
}

/** A person's tokens: what device code and browser sign-in share. */
export class PublicClient {
  readonly #context: StrategyContext;
  readonly #subject: SignInSubject;
  #client: OpenClient | undefined;
  #homeAccountId: string | undefined;
  #claims: string | undefined;

  constructor(context: StrategyContext) {
    this.#context = context;
    this.#subject = { instance: context.instance, endpoint: context.endpoint, kind: "delegated" };
  }

  /** Scopes to ask for, with the claims challenge of the last refusal, if there was one. */
  get request(): { scopes: string[]; claims?: string } {
    const scopes = [...this.#context.endpoint.delegatedScopes];
    return this.#claims === undefined ? { scopes } : { scopes, claims: this.#claims };
  }

  /** A token from the cache or by the refresh token; undefined when a person must sign in (again). */
  async silent(refresh: boolean): Promise<Grant | undefined> {
    this.#client ??= await this.#open(undefined);
    const { app, network } = this.#client;
    const account = this.#choose(await app.getAllAccounts());
    if (account === undefined) return undefined;
    network.lastFailure = undefined;
    try {
      const { scopes } = this.request;
      return await this.#grant(app, await app.acquireTokenSilent({ account, scopes, forceRefresh: refresh }));
    } catch (error) {
      const refusal = refusalBehind(error, network);
      if (refusal === undefined || !needsPerson(refusal)) throw explainThrown(error, network, this.#subject);
      this.#claims = refusal.claims;
      this.#context.deps.log.info({ instance: this.#subject.instance.name, refusal }, "the person must sign in again");
      return undefined;
    }
  }

  /** Runs one sign-in of a person on a client of its own, which replaces the former one when the right person signed in. */
  async signIn(
    acquire: (app: PublicClientApplication) => Promise<AuthenticationResult | null>,
    signal: AbortSignal,
  ): Promise<Grant> {
    const client = await this.#open(signal);
    try {
      const result = await acquire(client.app);
      const grant = await this.#grant(client.app, result);
      if (signal.aborted) await discard(client.app, result);
      signal.throwIfAborted();
      this.#client = client;
      this.#claims = undefined;
      return grant;
    } catch (error) {
      throw explainThrown(error, client.network, this.#subject);
    }
  }

  /** Removes the instance's account and its tokens, stored ones included. */
  async forget(): Promise<void> {
    if (this.#client === undefined) return;
    const { app } = this.#client;
    const account = this.#choose(await app.getAllAccounts());
    if (account !== undefined) await app.getTokenCache().removeAccount(account);
    this.#client = undefined;
    this.#homeAccountId = undefined;
  }

  async #open(signal: AbortSignal | undefined): Promise<OpenClient> {
    const { PublicClientApplication } = await import("@azure/msal-node");
    const { fetch, redactor } = this.#context.deps;
    const network = new EntraNetwork({ fetch, redactor, signal });
    const app = new PublicClientApplication(clientSettings(this.#context, network));
    return { app, network };
  }

  /** The one cached account that fits the configuration; none when several do and nobody has signed in here yet. */
  #choose(accounts: readonly AccountInfo[]): AccountInfo | undefined {
    const { tenantId, userName } = this.#context.instance;
    const fitting = accounts.filter(
      (account) =>
        (!isGuid(tenantId) || sameName(account.tenantId, tenantId)) &&
        (userName === undefined || sameName(account.username, userName)),
    );
    const known = fitting.find((account) => account.homeAccountId === this.#homeAccountId);
    return known ?? (fitting.length === 1 ? fitting[0] : undefined);
  }

  async #grant(app: PublicClientApplication, result: AuthenticationResult | null): Promise<Grant> {
    if (result === null) throw new Error("MSAL gave no result");
    const { instance, endpoint, deps } = this.#context;
    deps.redactor.add(result.accessToken);
    const account = accountOf(result, instance.userName);
    try {
      checkIdentity(account, instance);
    } catch (error) {
      await discard(app, result);
      throw error;
    }
    this.#homeAccountId = result.account?.homeAccountId;
    const permissions = delegatedPermissions(result.scopes, result.accessToken, endpoint);
    return { token: new Secret(result.accessToken), account, permissions };
  }
}

async function discard(app: PublicClientApplication, result: AuthenticationResult | null): Promise<void> {
  if (result?.account) await app.getTokenCache().removeAccount(result.account);
}

/** Who signed in, by the claims of the id token. A tenant-local and a home name may differ; the expected one is preferred. */
function accountOf(result: AuthenticationResult, expected: string | undefined): Account {
  const claims: Readonly<Record<string, unknown>> = { ...result.idTokenClaims };
  const names = [claims["preferred_username"], claims["upn"], result.account?.username]
    .filter((name) => typeof name === "string")
    .filter((name) => name !== "")
    .map(printable);
  return {
    userName: names.find((name) => expected !== undefined && sameName(name, expected)) ?? names[0] ?? "unknown user",
    objectId: result.uniqueId,
    tenantId: printable(result.tenantId),
  };
}
