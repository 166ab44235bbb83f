import type { AccountInfo, AuthenticationResult, PublicClientApplication } from "@azure/msal-node";
import { isGuid } from "../instances/guid.ts";
import { Secret } from "../secrets.ts";
import { credentialOrigins } from "./authority.ts";
import { clientSettings } from "./client-settings.ts";
import { printable } from "./entra-failure.ts";
import { EntraNetwork } from "./entra-network.ts";
import { needsPerson, type SignInSubject } from "./explain.ts";
import { checkIdentity, sameName } from "./identity.ts";
import { explainThrown, refusalBehind } from "./msal-failure.ts";
import { delegatedPermissions } from "./permissions.ts";
import { mergeCaches, secretsIn, withRenewedTokens } from "./token-cache/merge-caches.ts";
import { openTokenStore, type OpenStore } from "./token-cache/open-token-store.ts";
import type { Account } from "./sign-in.ts";
import type { Grant, StrategyContext } from "./strategy.ts";

interface OpenClient {
  readonly app: PublicClientApplication;
  readonly network: EntraNetwork;
}

/**
 * A person's tokens: what device code and browser sign-in share. Every operation has an MSAL client of its own, filled from the store,
 * so that the store alone decides who is signed in, also when another process changed it.
 */
export class PublicClient {
  readonly #context: StrategyContext;
  readonly #subject: SignInSubject;
  #opened: Promise<OpenStore> | undefined;
  #homeAccountId: string | undefined;
  /** False after a sign-out here: another account in a shared store is not what the person asked for then. */
  #mayAdopt = true;
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

  /** A token from the store or by the refresh token; undefined when a person must sign in (again). */
  silent(refresh: boolean): Promise<Grant | undefined> {
    return this.#withAccount(async (client, account) => {
      try {
        const scopes = [...this.#context.endpoint.delegatedScopes];
        return this.#grant(await client.app.acquireTokenSilent({ account, scopes, forceRefresh: refresh }));
      } catch (error) {
        const refusal = refusalBehind(error, client.network);
        if (refusal === undefined || !needsPerson(refusal)) throw explainThrown(error, client.network, this.#subject);
        this.#claims = refusal.claims;
        this.#context.deps.log.info(
          { instance: this.#subject.instance.name, refusal },
          "the person must sign in again",
        );
        return undefined;
      }
    });
  }

  /** Runs one sign-in of a person; its tokens are stored when the right person signed in. */
  async signIn(
    acquire: (app: PublicClientApplication) => Promise<AuthenticationResult | null>,
    signal: AbortSignal,
  ): Promise<Grant> {
    const { app, network } = await this.#open(signal);
    try {
      const grant = await this.#grant(await acquire(app));
      signal.throwIfAborted();
      const { store } = await this.#store();
      await store.exclusively(({ content, save }) => save(mergeCaches(content, app.getTokenCache().serialize())));
      this.#claims = undefined;
      return grant;
    } catch (error) {
      throw explainThrown(error, network, this.#subject);
    }
  }

  /** What the person should know of how the tokens are kept. */
  async notice(): Promise<string | undefined> {
    return (await this.#store()).notice();
  }

  /** Removes the instance's account and its tokens from the store. */
  async forget(): Promise<void> {
    await this.#withAccount(({ app }, account) => app.getTokenCache().removeAccount(account));
    this.#homeAccountId = undefined;
    this.#mayAdopt = false;
  }

  /** Runs the operation for the stored account, and stores what it changed; undefined when there is no such account. */
  async #withAccount<T>(operation: (client: OpenClient, account: AccountInfo) => Promise<T>): Promise<T | undefined> {
    const { store } = await this.#store();
    return store.exclusively(async ({ content, save }) => {
      if (content === undefined) return undefined;
      const client = await this.#open(undefined);
      const cache = client.app.getTokenCache();
      secretsIn(content).forEach((secret) => this.#context.deps.redactor.add(secret));
      cache.deserialize(content);
      const account = this.#choose(await client.app.getAllAccounts());
      if (account === undefined) return undefined;
      const before = cache.serialize();
      try {
        return await operation(client, account);
      } finally {
        const after = cache.serialize();
        if (after !== before) await save(withRenewedTokens(before, after));
      }
    });
  }

  #store(): Promise<OpenStore> {
    this.#opened ??= openTokenStore(this.#context).catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #open(signal: AbortSignal | undefined): Promise<OpenClient> {
    const { PublicClientApplication } = await import("@azure/msal-node");
    const { fetch, redactor } = this.#context.deps;
    const origins = credentialOrigins(this.#context.endpoint.authority);
    const network = new EntraNetwork({ fetch, redactor, signal }, origins);
    return { app: new PublicClientApplication(clientSettings(this.#context, network)), network };
  }

  /** The one stored account that fits the configuration; none when several do and nobody has signed in here yet. */
  #choose(accounts: readonly AccountInfo[]): AccountInfo | undefined {
    const { tenantId, userName } = this.#context.instance;
    const fitting = accounts.filter(
      (account) =>
        (!isGuid(tenantId) || sameName(account.tenantId, tenantId)) &&
        (userName === undefined || sameName(account.username, userName)),
    );
    const known = fitting.find((account) => account.homeAccountId === this.#homeAccountId);
    return known ?? (this.#mayAdopt && fitting.length === 1 ? fitting[0] : undefined);
  }

  /** @throws SignInError when somebody else signed in than the configuration names. */
  async #grant(result: AuthenticationResult | null): Promise<Grant> {
    if (result === null) throw new Error("MSAL gave no result");
    const { instance, endpoint, deps } = this.#context;
    deps.redactor.add(result.accessToken);
    const account = accountOf(result, instance.userName);
    checkIdentity(account, instance);
    this.#homeAccountId = result.account?.homeAccountId;
    const permissions = delegatedPermissions(result.scopes, result.accessToken, endpoint);
    const notice = await this.notice();
    return { token: new Secret(result.accessToken), account, permissions, notice };
  }
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
