import { randomBytes } from "node:crypto";
import type { AppRegistration, Tenant } from "./directory.ts";
import { discoveryDocument, instanceDiscovery } from "./discovery.ts";
import { entraError } from "./faults.ts";
import { answerGrant, clientError, resourceOf, type GrantState } from "./grants.ts";
import { json, type Grant, type ReceivedRequest, type Reply } from "./http.ts";
import type { TokenSigner } from "./jwt.ts";
import { authorizePage, deviceLoginPage, formPostPage, messagePage } from "./pages.ts";

const GRANT_TYPES: Readonly<Record<string, Grant>> = {
  device_code: "device_code",
  "urn:ietf:params:oauth:grant-type:device_code": "device_code",
  refresh_token: "refresh_token",
  client_credentials: "client_credentials",
  authorization_code: "authorization_code",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": "on_behalf_of",
};

/** The grant that a token request asks for. */
export const grantOf = (form: URLSearchParams): Grant | "unknown" =>
  GRANT_TYPES[form.get("grant_type") ?? ""] ?? "unknown";

interface EntraCall extends ReceivedRequest {
  readonly tenant: Tenant;
  readonly app: AppRegistration;
}

/** The login service: discovery, device code, token, authorize, keys, and the pages for people. */
export interface Entra {
  answer(request: ReceivedRequest): Reply;
}

function findTenant({ directory }: GrantState, { path }: ReceivedRequest): Tenant | undefined {
  const segment = path.split("/")[1] ?? "";
  const any = segment === "organizations" || segment === "common";
  return any ? directory.tenants[0] : directory.tenants.find((t) => t.id === segment || t.domain === segment);
}

/** The call with its tenant and app, or the answer that says why they are not right. */
function identify(state: GrantState, request: ReceivedRequest): EntraCall | Reply {
  const tenant = findTenant(state, request);
  if (tenant === undefined) return entraError(90002, { description: "Tenant not found." });
  const clientId = request.form.get("client_id") ?? request.search.get("client_id");
  const app = state.directory.apps.find((a) => a.clientId === clientId && a.tenantIds.includes(tenant.id));
  if (app === undefined) return entraError(700016, { description: "Application not found in the directory." });
  return { ...request, tenant, app };
}

function startDeviceFlow(state: GrantState, { form, app, tenant, origin }: EntraCall): Reply {
  const { flows } = state;
  const scope = form.get("scope") ?? "";
  const resource = resourceOf(state, scope);
  if ("status" in resource) return resource;
  const flow = flows.start({ clientId: app.clientId, tenant: tenant.id, scope });
  const verificationUri = `${origin}/devicelogin`;
  return json(200, {
    device_code: flow.deviceCode,
    user_code: flow.userCode,
    verification_uri: verificationUri,
    expires_in: flows.settings.lifetimeSeconds,
    interval: flows.settings.intervalSeconds,
    message: `To sign in, open ${verificationUri} and enter the code ${flow.userCode} to authenticate.`,
  });
}

function token(state: GrantState, { form, app, tenant, origin }: EntraCall): Reply {
  const grant = grantOf(form);
  if (grant === "unknown") return entraError(70003, { error: "unsupported_grant_type" });
  const call = { form, app, tenant, authority: origin };
  return clientError(call, grant) ?? answerGrant(state, call, grant);
}

function authorize({ directory, codes }: GrantState, { method, search, form, app }: EntraCall): Reply {
  const parameter = (name: string): string => search.get(name) ?? "";
  const redirectUri = parameter("redirect_uri");
  if (!/^http:\/\/localhost(:\d+)?\/?$/.test(redirectUri))
    return messagePage(400, "AADSTS50011: The redirect address is not registered.");
  if (method === "GET") return authorizePage(app, directory.users, parameter("login_hint"));
  const user = directory.users.find((u) => u.userName === form.get("account"));
  const state = parameter("state");
  if (user === undefined || form.get("decision") !== "approve")
    return formPostPage(redirectUri, {
      state,
      error: "access_denied",
      error_description: "AADSTS65004: User declined.",
    });
  const code = randomBytes(24).toString("base64url");
  const challenge = parameter("code_challenge");
  codes.set(code, { user, redirectUri, clientId: app.clientId, challenge, scope: parameter("scope") });
  return formPostPage(redirectUri, { state, code });
}

function deviceLogin({ directory, flows }: GrantState, { method, form }: ReceivedRequest): Reply {
  if (method === "GET") return deviceLoginPage(directory.users);
  const flow = flows.byUserCode(form.get("code") ?? "");
  const user = directory.users.find((u) => u.userName === form.get("account"));
  if (flow === undefined || user === undefined || flow.expiresAt <= Date.now())
    return messagePage(400, "That code did not work. Check the code and try again.");
  flow.decision = form.get("decision") === "approve" ? user : "declined";
  return messagePage(
    200,
    flow.decision === "declined" ? "Declined." : "You have signed in. You may close this window.",
  );
}

const NOT_FOUND = json(404, { error: "not_found" });
type AppHandler = (state: GrantState, call: EntraCall) => Reply;

function appHandlerOf({ route }: ReceivedRequest): AppHandler | undefined {
  if (route === "devicecode") return startDeviceFlow;
  if (route === "authorize") return authorize;
  return route.startsWith("token:") ? token : undefined;
}

export function createEntra(state: GrantState, signer: TokenSigner): Entra {
  const discovery = (request: ReceivedRequest): Reply => {
    if (request.path === "/common/discovery/instance") return instanceDiscovery(request.origin);
    const tenant = findTenant(state, request);
    return tenant === undefined ? entraError(90002) : discoveryDocument(request);
  };
  return {
    answer(request) {
      const handler = appHandlerOf(request);
      if (handler !== undefined) {
        const call = identify(state, request);
        return "status" in call ? call : handler(state, call);
      }
      if (request.route === "discovery") return discovery(request);
      if (request.route === "keys") return json(200, signer.keySet);
      return request.route === "page" ? deviceLogin(state, request) : NOT_FOUND;
    },
  };
}
