import type { Access, SignIn } from "../auth/sign-in.ts";
import type { HuntingApi, HuntingCall, HuntingReply, HuntingRequest } from "../defender/reply.ts";
import type { SchemaApi, TenantTable } from "../defender/schema-api.ts";
import type { SecurityApi, SecurityReply, SecurityRequest } from "../defender/security-api.ts";
import { ConfigError, ServiceError } from "../errors.ts";
import type { Endpoint } from "../instances/endpoint.ts";
import type { Instance } from "../instances/instance.ts";
import type { Secret } from "../secrets.ts";
import type { CallContext, SignInRequired } from "./hunter.ts";
import { notedSignIn } from "./noted-sign-in.ts";

/** What a hunt needs of the outside; no credential is among it. */
export interface TenantDeps {
  readonly signIns: { of(instance: Instance): SignIn };
  /** @throws ConfigError for an instance in a cloud without a hunting API. */
  readonly endpointOf: (instance: Instance) => Endpoint;
  readonly api: HuntingApi;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Answers for the endpoint kind `local`, the demo tenant. */
  readonly local?: (request: HuntingRequest, call: HuntingCall) => Promise<HuntingReply>;
  /** Told that a query for `local` is coming, so that what answers it can start while the query is being checked. */
  readonly prepareLocal?: () => void;
  readonly security?: SecurityApi;
  readonly schemaApi?: SchemaApi;
  /** The demo tenant's incidents and alerts. */
  readonly localSecurity?: (request: SecurityRequest) => SecurityReply;
}

type AnswerOf<T> = { readonly status: "ok"; readonly reply: T } | SignInRequired;
export type Answer = AnswerOf<HuntingReply>;

/** An instance to which queries can be sent now. */
export interface OpenInstance {
  readonly status: "open";
  ask(request: HuntingRequest): Promise<Answer>;
  /** Incidents or alerts. */
  read(request: SecurityRequest): Promise<AnswerOf<SecurityReply>>;
  /** The tables that the tenant lists; none where it does not. Whatever the list answers, the sign-in stays. */
  tables(): Promise<readonly TenantTable[]>;
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
  const wire: HuntingCall = { ...call, note: (event) => call.note?.({ ...event, instance }) };
  if (endpoint.kind === "local") return openLocally(deps, wire);
  const signIn = notedSignIn(deps.signIns.of(instance), { instance, now: deps.now, note: call.note });
  const access = await signIn.authorize(call.signal);
  if (access.status !== "authorized") return { status: "sign_in_required", signIn: access };
  const { api, security, schemaApi } = deps;
  const way = { signIn, call: wire, token: access.token };
  return {
    status: "open",
    ask: (request) => askRemotely(way, (token) => api.run(endpoint, token, request, wire)),
    read: (request) =>
      askRemotely(way, (token) => (security ?? absent("SecurityGraph")).read(endpoint, token, request, wire)),
    tables: async () => schemaApi?.tables(endpoint, access.token, wire) ?? [],
  };
}

function openLocally({ local, localSecurity, prepareLocal }: TenantDeps, call: HuntingCall): OpenInstance {
  const demo = "The demo tenant";
  prepareLocal?.();
  return {
    status: "open",
    ask: async (request) => ({ status: "ok", reply: await (local ?? absent(demo))(request, call) }),
    read: async (request) => ({ status: "ok", reply: (localSecurity ?? absent(demo))(request) }),
    tables: async () => [],
  };
}

function absent(what: string): never {
  throw new ConfigError(`${what} is not part of this server.`, { nextStep: "Use another instance." });
}

interface Way {
  readonly token: Secret;
  readonly signIn: SignIn;
  readonly call: HuntingCall;
}

/** A token that the service refuses is refreshed silently once; refused again, it is given up and the person signs in anew. */
async function askRemotely<T extends object>(
  { signIn, call, token }: Way,
  send: (token: Secret) => Promise<T>,
): Promise<AnswerOf<T>> {
  const first = await askWith(token, send);
  if (!(first instanceof ServiceError)) return { status: "ok", reply: first };
  call.progress("The service refused the access token; getting a fresh one.");
  const refreshed = await signIn.authorize(call.signal, { refresh: true });
  if (refreshed.status !== "authorized") return { status: "sign_in_required", signIn: refreshed };
  const second = await askWith(refreshed.token, send);
  if (!(second instanceof ServiceError)) return { status: "ok", reply: second };
  await signIn.disconnect();
  const anew: Access = await signIn.authorize(call.signal);
  if (anew.status === "authorized") throw second;
  return { status: "sign_in_required", signIn: anew };
}

/** The reply, or the error when it is a refused token. */
async function askWith<T extends object>(
  token: Secret,
  send: (token: Secret) => Promise<T>,
): Promise<T | ServiceError> {
  try {
    return await send(token);
  } catch (error) {
    if (isRefusedToken(error)) return error;
    throw error;
  }
}

// No new sign-in mends a token for another service; asking for one would go round in circles.
function isRefusedToken(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.status === 401 && !/audience/i.test(error.message);
}
