import type { Access, SignIn } from "../auth/sign-in.ts";
import type { HuntingApi, HuntingReply, HuntingRequest } from "../defender/reply.ts";
import { ConfigError, ServiceError } from "../errors.ts";
import type { Endpoint, RemoteEndpoint } from "../instances/endpoint.ts";
import type { Instance } from "../instances/instance.ts";
import type { Secret } from "../secrets.ts";
import type { CallContext, SignInRequired } from "./hunter.ts";

/** What a hunt needs of the outside; no credential is among it. */
export interface TenantDeps {
  readonly signIns: { of(instance: Instance): SignIn };
  /** @throws ConfigError for an instance in a cloud without a hunting API. */
  readonly endpointOf: (instance: Instance) => Endpoint;
  readonly api: HuntingApi;
  /** Answers for the endpoint kind `local`, the demo tenant. */
  readonly local?: (request: HuntingRequest, call: CallContext) => Promise<HuntingReply>;
  /** Told that a query for `local` is coming, so that what answers it can start while the query is being checked. */
  readonly prepareLocal?: () => void;
}

export type Answer = { readonly status: "ok"; readonly reply: HuntingReply } | SignInRequired;

/** An instance to which queries can be sent now. */
export interface OpenInstance {
  readonly status: "open";
  ask(request: HuntingRequest): Promise<Answer>;
}

/**
 * Signs in to an instance, as far as that goes without a person.
 * @throws ServiceError, CancelledError as the sign-in does.
 */
export async function openInstance(
  deps: TenantDeps,
  instance: Instance,
  call: CallContext,
): Promise<OpenInstance | SignInRequired> {
  const endpoint = deps.endpointOf(instance);
  if (endpoint.kind === "local") {
    deps.prepareLocal?.();
    return { status: "open", ask: (request) => askLocally(deps, request, call) };
  }
  const signIn = deps.signIns.of(instance);
  const access = await signIn.authorize(call.signal);
  if (access.status !== "authorized") return { status: "sign_in_required", signIn: access };
  return {
    status: "open",
    ask: (request) => askRemotely({ api: deps.api, endpoint, signIn, call }, access.token, request),
  };
}

async function askLocally({ local }: TenantDeps, request: HuntingRequest, call: CallContext): Promise<Answer> {
  if (local === undefined) {
    throw new ConfigError("The demo tenant is not part of this server.", { nextStep: "Use another instance." });
  }
  return { status: "ok", reply: await local(request, call) };
}

interface Way {
  readonly api: HuntingApi;
  readonly endpoint: RemoteEndpoint;
  readonly signIn: SignIn;
  readonly call: CallContext;
}

/** A token that the service refuses is refreshed silently once; refused again, it is given up and the person signs in anew. */
async function askRemotely(way: Way, token: Secret, request: HuntingRequest): Promise<Answer> {
  const { signIn, call } = way;
  const first = await askWith(way, token, request);
  if (!(first instanceof ServiceError)) return { status: "ok", reply: first };
  call.progress("The service refused the access token; getting a fresh one.");
  const refreshed = await signIn.authorize(call.signal, { refresh: true });
  if (refreshed.status !== "authorized") return { status: "sign_in_required", signIn: refreshed };
  const second = await askWith(way, refreshed.token, request);
  if (!(second instanceof ServiceError)) return { status: "ok", reply: second };
  await signIn.disconnect();
  const anew: Access = await signIn.authorize(call.signal);
  if (anew.status === "authorized") throw second;
  return { status: "sign_in_required", signIn: anew };
}

/** The reply, or the error when it is a refused token. */
async function askWith(
  { api, endpoint, call }: Way,
  token: Secret,
  request: HuntingRequest,
): Promise<HuntingReply | ServiceError> {
  try {
    return await api.run(endpoint, token, request, call);
  } catch (error) {
    if (isRefusedToken(error)) return error;
    throw error;
  }
}

// No new sign-in mends a token for another service; asking for one would go round in circles.
function isRefusedToken(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.status === 401 && !/audience/i.test(error.message);
}
