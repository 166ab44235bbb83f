import { ConfigError } from "../errors.ts";
import { clouds, type Cloud } from "./cloud.ts";
import type { Endpoint, RemoteEndpoint } from "./endpoint.ts";
import type { Instance } from "./instance.ts";

// Graph gives a query 180 s and MDE 200 s; the slack lets the service's own message arrive first.
const GRAPH_TIMEOUT_MS = 210_000;
const MDE_TIMEOUT_MS = 230_000;

const alertPermissions = ["SecurityAlert.Read.All", "SecurityIncident.Read.All"];

/**
 * Where an instance's queries go and what token they need.
 * @throws ConfigError for a cloud without a hunting API, or a custom cloud that lacks the host of the instance's provider.
 */
export function endpointOf(instance: Instance): Endpoint {
  if (instance.provider === "Demo") return { kind: "local" };
  const hosts = hostsOf(instance);
  const endpoint = instance.provider === "MDE" ? mdeEndpoint(instance, hosts) : graphEndpoint(instance, hosts);
  return instance.scope === undefined ? endpoint : withScope(endpoint, instance.scope);
}

/**
 * True when a token of the instance may be sent to the address: its API's origin or its login origin, over https, and nothing else.
 * @throws ConfigError as {@link endpointOf}.
 */
export function isTokenHost(instance: Instance, address: string): boolean {
  const endpoint = endpointOf(instance);
  if (endpoint.kind === "local" || !URL.canParse(address)) return false;
  const { origin, protocol } = new URL(address);
  return protocol === "https:" && [endpoint.origin, new URL(endpoint.authority).origin].includes(origin);
}

/** The resource of a scope: `https://api.example` of `https://api.example/Query.Read`. */
export function resourceOf(scope: string): string {
  return scope.slice(0, scope.lastIndexOf("/"));
}

interface Hosts extends Pick<Cloud, "mde" | "mdeAudience" | "login"> {
  readonly graph: string | undefined;
}

function hostsOf(instance: Instance): Hosts {
  if (instance.cloud === "custom") return customHosts(instance);
  const cloud = clouds[instance.cloud];
  if (cloud.refusal !== undefined) {
    throw new ConfigError(`Instance ${instance.name}: ${cloud.refusal}.`, {
      nextStep: "Use an instance in another cloud.",
    });
  }
  return cloud;
}

function customHosts(instance: Instance): Hosts {
  const custom = instance.customEndpoints;
  if (!custom) throw missingHost(instance, "Authority");
  // No table knows a custom cloud's audience: the host that is called, unless `Scope` says otherwise.
  return { login: custom.authority, graph: custom.graph, mde: custom.mde, mdeAudience: custom.mde };
}

function missingHost(instance: Instance, key: string): ConfigError {
  return new ConfigError(`Instance ${instance.name}: Cloud custom with provider ${instance.provider} needs ${key}.`, {
    nextStep: `Set ${key} to an https origin in the instance's configuration.`,
  });
}

function graphEndpoint(instance: Instance, { graph, login }: Hosts): RemoteEndpoint {
  if (graph === undefined) throw missingHost(instance, "GraphEndpoint");
  const names = ["ThreatHunting.Read.All", ...(instance.provider === "SecurityGraph" ? alertPermissions : [])];
  return {
    kind: "graph",
    url: `${graph}/v1.0/security/runHuntingQuery`,
    origin: graph,
    authority: `${login}/${instance.tenantId}`,
    audience: graph,
    delegatedScopes: names.map((name) => `${graph}/${name}`),
    applicationScopes: [`${graph}/.default`],
    permissions: { delegated: names, application: names },
    timeoutMs: GRAPH_TIMEOUT_MS,
  };
}

function mdeEndpoint(instance: Instance, { mde, mdeAudience, login }: Hosts): RemoteEndpoint {
  if (mde === undefined || mdeAudience === undefined) throw missingHost(instance, "MdeEndpoint");
  return {
    kind: "mde",
    url: `${mde}/api/advancedqueries/run`,
    origin: mde,
    authority: `${login}/${instance.tenantId}`,
    audience: mdeAudience,
    // By name, not `.default`: consent is asked for hunting alone, and a registration without it fails at sign-in, not at the query.
    delegatedScopes: [`${mdeAudience}/AdvancedQuery.Read`],
    applicationScopes: [`${mdeAudience}/.default`],
    permissions: { delegated: ["AdvancedQuery.Read"], application: ["AdvancedQuery.Read.All"] },
    timeoutMs: MDE_TIMEOUT_MS,
  };
}

/** Application sign-in knows only `.default`, so of an override it takes the resource. */
function withScope(endpoint: RemoteEndpoint, scope: string): RemoteEndpoint {
  const scopes = scope.split(/\s+/).filter((part) => part !== "");
  const audience = resourceOf(scopes[0] ?? "");
  return { ...endpoint, audience, delegatedScopes: scopes, applicationScopes: [`${audience}/.default`] };
}

/** The endpoint with the operator's time limit for a query, in seconds, where there is one. */
export function endpointWithin(instance: Instance, timeoutSeconds: number | undefined): Endpoint {
  const endpoint = endpointOf(instance);
  if (timeoutSeconds === undefined || endpoint.kind === "local") return endpoint;
  return { ...endpoint, timeoutMs: timeoutSeconds * 1000 };
}
