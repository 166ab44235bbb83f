import type { Settings } from "../../config/settings.ts";
import { ConfigError } from "../../errors.ts";
import { loopbackNames, type AddressRules } from "./guard.ts";

export type AddressSettings = Pick<Settings, "host" | "publicUrl" | "allowedHosts" | "allowedOrigins" | "auth">;

/**
 * The names under which the server may be called, from the settings.
 * @throws ConfigError when callers from elsewhere could reach it without authentication, when an address for all interfaces comes without
 * the names that clients use, and for an entry that is no host or no origin.
 */
export function addressRulesOf(settings: AddressSettings): AddressRules {
  const { host, publicUrl, allowedHosts, allowedOrigins, auth } = settings;
  const isLocal = isLoopback(host);
  if (!isLocal && auth === "none") throw openToAll(host);
  const named = [...allowedHosts.map(hostOf), ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])];
  if (isEveryInterface(host) && named.length === 0) throw namesMissing(host);
  const own = isEveryInterface(host) ? [] : [bracketed(host)];
  return {
    hosts: new Set([...own, ...loopbackNames, ...named].map((name) => name.toLowerCase())),
    origins: new Set(allowedOrigins.map(originOf)),
    localPages: isLocal,
  };
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The address as it stands in a URL. */
export const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);

const isEveryInterface = (host: string): boolean => host === "0.0.0.0" || host === "::";

function hostOf(entry: string): string {
  const url = `http://${entry}`;
  const { hostname = "", pathname = "" } = URL.canParse(url) ? new URL(url) : {};
  if (hostname !== "" && pathname === "/" && !/[/@?#*]/.test(entry)) return hostname;
  throw new ConfigError(`allowed-hosts: ${JSON.stringify(entry)} is not a host name.`, {
    nextStep: "Write names as clients use them, e.g. mcp.example.com; ports are ignored.",
  });
}

function originOf(entry: string): string {
  const { origin = "null", pathname = "" } = URL.canParse(entry) ? new URL(entry) : {};
  if (/^https?:/.test(origin) && pathname === "/" && !/[?#@]/.test(entry)) return origin;
  throw new ConfigError(`allowed-origins: ${JSON.stringify(entry)} is not an origin.`, {
    nextStep: "Write origins as browsers do, e.g. https://app.example.com.",
  });
}

function openToAll(host: string): ConfigError {
  return new ConfigError(
    `Listening on ${host} without authentication would let anyone who reaches it hunt in your tenants.`,
    {
      nextStep: "Set --auth bearer or --auth entra, or leave --host at 127.0.0.1.",
    },
  );
}

function namesMissing(host: string): ConfigError {
  return new ConfigError(`Listening on ${host} does not tell under which names clients may call.`, {
    nextStep: "Set --public-url, or --allowed-hosts with the names that clients use.",
  });
}
