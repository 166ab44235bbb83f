import { ConfigError, UserError } from "../errors.ts";
import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { HuntingRequest } from "./reply.ts";

/**
 * The body of a hunting call; its member names are case-sensitive on the MDE API.
 * @throws UserError for a timespan on the MDE API, which knows none.
 */
export function requestBody(endpoint: RemoteEndpoint, { query, timespan }: HuntingRequest): string {
  requireTimespanSupport(endpoint, timespan);
  return JSON.stringify(timespan === undefined ? { Query: query } : { Query: query, Timespan: timespan });
}

/** @throws UserError for a timespan on the MDE API. */
export function requireTimespanSupport(endpoint: RemoteEndpoint, timespan: string | undefined): void {
  if (timespan === undefined || endpoint.kind !== "mde") return;
  throw new UserError("The Defender for Endpoint hunting API takes no timespan.", {
    nextStep: "Leave timespan out and filter in the query, e.g. | where Timestamp > ago(7d).",
  });
}

/**
 * A token goes to the endpoint's own origin and nowhere else, and never in clear text over a network.
 * @throws ConfigError
 */
export function requireTokenHost({ url, origin }: RemoteEndpoint): void {
  const target = new URL(url);
  const isLoopback = ["127.0.0.1", "[::1]", "localhost"].includes(target.hostname);
  if (target.origin === origin && (target.protocol === "https:" || isLoopback)) return;
  throw new ConfigError(`No token is sent to ${target.origin}: it is not the https origin of the instance's API.`, {
    nextStep: "Check Cloud and the custom endpoints of the instance.",
  });
}
