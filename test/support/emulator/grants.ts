import { createHash } from "node:crypto";
import type { DeviceFlows } from "./device-flows.ts";
import type { AppRegistration, Directory, Tenant, User } from "./directory.ts";
import { entraError } from "./faults.ts";
import { json, type Grant, type Reply } from "./http.ts";
import { readClientAssertion } from "./jwt.ts";
import type { Resource, TokenStore } from "./tokens.ts";

/** A code of the authorization code flow, waiting to be redeemed once. */
interface PendingCode {
  readonly user: User;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scope: string;
}

export interface GrantState {
  readonly directory: Directory;
  readonly flows: DeviceFlows;
  readonly tokens: TokenStore;
  readonly codes: Map<string, PendingCode>;
  /** Resource identifiers that tokens may be asked for, by API. */
  readonly resources: Readonly<Record<"graph" | "mde", readonly string[]>>;
}

/** One request to the token endpoint. */
export interface TokenCall {
  readonly tenant: Tenant;
  /** Origin of the login service as the client sees it. */
  readonly authority: string;
  readonly form: URLSearchParams;
  readonly app: AppRegistration;
}

type Outcome = Reply | { readonly user?: User; readonly scope: string };
type GrantHandler = (state: GrantState, call: TokenCall) => Outcome;

const OPENID: ReadonlySet<string> = new Set(["openid", "profile", "offline_access", "email"]);
const field = (call: TokenCall, name: string): string => call.form.get(name) ?? "";
const isReply = (outcome: Outcome): outcome is Reply => "status" in outcome;

/** The resource that a scope names, or the error that Entra gives for it. */
export function resourceOf(state: GrantState, scope: string): Resource | Reply {
  const wanted = scope.split(" ").find((s) => s !== "" && !OPENID.has(s)) ?? "https://graph.microsoft.com/.default";
  const cut = wanted.lastIndexOf("/");
  const uri = cut < 0 ? "https://graph.microsoft.com" : wanted.slice(0, cut).replace(/\/$/, "");
  for (const api of ["graph", "mde"] as const) if (state.resources[api].includes(uri)) return { kind: "api", api, uri };
  const app = state.directory.apps.find((a) => a.identifierUri === uri || a.clientId === uri);
  return app === undefined
    ? entraError(500011, { description: `The resource ${uri} was not found.` })
    : { kind: "app", app };
}

/** The error of a wrong client authentication, or undefined when it is right. */
export function clientError({ app, form }: TokenCall, grant: Grant): Reply | undefined {
  const [secret, assertion] = [form.get("client_secret"), form.get("client_assertion")];
  if (secret !== null) return secretError(app, secret);
  if (assertion !== null) {
    const claims = readClientAssertion(assertion, app.certificates);
    const right = claims?.["sub"] === app.clientId && Number(claims["exp"]) > Date.now() / 1_000;
    return right && /\/(token|v2\.0)$/.test(String(claims["aud"])) ? undefined : entraError(700027);
  }
  return app.publicClient && grant !== "client_credentials" ? undefined : entraError(7000218);
}

function secretError(app: AppRegistration, secret: string): Reply | undefined {
  if (app.secrets.includes(secret)) return undefined;
  if (app.publicClient) return entraError(700025);
  return entraError(app.expiredSecrets.includes(secret) ? 7000222 : 7000215);
}

const deviceCode: GrantHandler = ({ flows }, call) => {
  const flow = flows.byDeviceCode(field(call, "device_code"));
  if (flow === undefined || flow.clientId !== call.app.clientId) return entraError(70018);
  if (flow.decision === "declined") return entraError(65004);
  if (flow.expiresAt <= Date.now()) return entraError(70019);
  return flow.decision === "pending" ? entraError(70016) : { user: flow.decision, scope: flow.scope };
};

const authorizationCode: GrantHandler = ({ codes }, call) => {
  const pending = codes.get(field(call, "code"));
  codes.delete(field(call, "code"));
  const challenge = createHash("sha256").update(field(call, "code_verifier")).digest("base64url");
  const right = pending?.challenge === challenge && pending.redirectUri === field(call, "redirect_uri");
  if (pending === undefined || !right) return entraError(54005);
  return { user: pending.user, scope: field(call, "scope") || pending.scope };
};

const onBehalfOf: GrantHandler = ({ tokens, directory }, call) => {
  const claims = tokens.check(field(call, "assertion"));
  const user = directory.users.find((u) => u.objectId === claims?.["oid"]);
  if (claims === undefined || user === undefined) return entraError(500133);
  if (claims["aud"] !== call.app.clientId) return entraError(500131);
  return { user, scope: field(call, "scope") };
};

const HANDLERS: Readonly<Record<Exclude<Grant, "refresh_token">, GrantHandler>> = {
  device_code: deviceCode,
  authorization_code: authorizationCode,
  on_behalf_of: onBehalfOf,
  client_credentials: (_, call) => ({ scope: field(call, "scope") }),
};

function refresh(state: GrantState, call: TokenCall): Reply {
  const outcome = state.tokens.refresh(field(call, "refresh_token"));
  if ("refused" in outcome) return entraError(outcome.refused === "reused" ? 54005 : 50173);
  const resource = resourceOf(state, field(call, "scope"));
  if ("status" in resource) return resource;
  return json(200, state.tokens.issue({ ...outcome.request, resource }));
}

/** Answers a token request whose client is already known to be right. */
export function answerGrant(state: GrantState, call: TokenCall, grant: Grant): Reply {
  if (grant === "refresh_token") return refresh(state, call);
  const outcome = HANDLERS[grant](state, call);
  if (isReply(outcome)) return outcome;
  const { user, scope } = outcome;
  const resource = resourceOf(state, scope);
  if ("status" in resource) return resource;
  const { app, tenant, authority } = call;
  const unconsented = user !== undefined && resource.kind === "api" && app.delegated[resource.api].length === 0;
  if (unconsented) return entraError(65001);
  const openIdScopes = scope.split(" ").filter((s) => OPENID.has(s));
  return json(200, state.tokens.issue({ tenant, app, user, resource, openIdScopes, authority }));
}
