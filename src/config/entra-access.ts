import { ConfigError } from "../errors.ts";
import { isApplicationType } from "../instances/application-types.ts";
import { endpointOf } from "../instances/endpoint-of.ts";
import { isGuid } from "../instances/guid.ts";
import type { Instance } from "../instances/instance.ts";
import type { Settings } from "./settings.ts";

/** What verifying and exchanging tokens of callers needs. */
export interface EntraAccess {
  /** Origin of the login service, e.g. `https://login.microsoftonline.com`. */
  readonly loginOrigin: string;
  readonly clientId: string;
  /** Ids, in lower case. */
  readonly tenants: readonly string[];
  /** The resource that tokens are for, as configured. */
  readonly publicUrl: string;
}

type EntraSettings = Pick<
  Settings,
  "authTenants" | "authClientId" | "authAuthority" | "publicUrl" | "allowCustomEndpoints"
>;

const PUBLIC_LOGIN = "https://login.microsoftonline.com";

/**
 * The settings of `--auth entra`, complete and consistent.
 * @throws ConfigError naming the first setting or instance that does not fit.
 */
export function entraAccessOf(settings: EntraSettings, instances: readonly Instance[]): EntraAccess {
  const { authTenants, authClientId, publicUrl } = settings;
  if (authClientId === undefined || !isGuid(authClientId)) {
    throw wrong("auth-client-id must be the id of this server's app registration", "Set --auth-client-id.");
  }
  if (authTenants.length === 0 || !authTenants.every((tenant) => isGuid(tenant))) {
    throw wrong(
      "auth-tenants must be the ids of the tenants whose users may call",
      "Set --auth-tenants; domain names do not do.",
    );
  }
  return {
    clientId: authClientId,
    tenants: authTenants.map((tenant) => tenant.toLowerCase()),
    publicUrl: resourceOf(publicUrl),
    loginOrigin: loginOriginOf(settings, instances.filter(({ provider }) => provider !== "Demo").map(usable)),
  };
}

/** Clients ask for tokens of exactly this address, so Microsoft Entra must know it as Application ID URI, which ends in no slash. */
function resourceOf(publicUrl: string | undefined): string {
  if (publicUrl !== undefined && isResource(publicUrl)) return publicUrl;
  throw wrong(
    "public-url must be the https address at which clients reach this server, with its path",
    "Set --public-url, e.g. https://mcp.example.com/mcp; it must also be an Application ID URI of the app registration.",
  );
}

// It is quoted in a header.
function isResource(publicUrl: string): boolean {
  const { protocol, hostname, pathname } = new URL(publicUrl);
  const isSafe = protocol === "https:" || ["localhost", "127.0.0.1"].includes(hostname);
  return isSafe && pathname.length > 1 && /^[!#-~]+$/.test(publicUrl) && !/[?#]|\/$/.test(publicUrl);
}

function usable(instance: Instance): Instance {
  const { name, tenantId, credential } = instance;
  if (isApplicationType(credential.type)) {
    throw wrong(
      `instance ${name} signs in as an application, whose permissions every caller would get`,
      "Remove its secret or certificate: callers hunt with their own permissions.",
    );
  }
  if (!isGuid(tenantId)) {
    throw wrong(
      `instance ${name} names its tenant by ${tenantId}, which cannot be compared with a caller's`,
      "Set TenantId to the tenant's id.",
    );
  }
  return instance;
}

function loginOriginOf({ authAuthority, allowCustomEndpoints }: EntraSettings, instances: readonly Instance[]): string {
  const origins = new Set(
    instances
      .map(endpointOf)
      .flatMap((endpoint) => (endpoint.kind === "local" ? [] : [new URL(endpoint.authority).origin])),
  );
  if (authAuthority !== undefined) origins.add(customOrigin(authAuthority, allowCustomEndpoints));
  // A caller's token is exchanged where it was issued, and goes to no other host.
  if (origins.size > 1) {
    const nextStep = "Run one server for each cloud, with auth-authority only for instances of that login host.";
    throw wrong("the instances and auth-authority are of different login hosts", nextStep);
  }
  const [origin = PUBLIC_LOGIN] = origins;
  return origin;
}

function customOrigin(authAuthority: string, allowCustomEndpoints: boolean): string {
  const { origin, protocol } = new URL(authAuthority);
  if (allowCustomEndpoints && protocol === "https:") return origin;
  throw wrong(
    "auth-authority names a login host of its own",
    "Use an https address, and set --allow-custom-endpoints if the host is meant.",
  );
}

const wrong = (problem: string, nextStep: string): ConfigError =>
  new ConfigError(`auth entra: ${problem}.`, { nextStep });
