import { ServiceError } from "../errors.ts";
import type { Outage } from "./entra-failure.ts";

const causes: Readonly<Record<Outage["reason"], readonly [happened: string, nextStep: string]>> = {
  dns: [
    "the name cannot be resolved",
    "Check the network connection, and HTTPS_PROXY where this network needs a proxy.",
  ],
  proxy: [
    "the proxy of this network refused the connection",
    "Check HTTPS_PROXY with its user name and password, or ask the network's administrator to admit the host.",
  ],
  proxy_unreachable: [
    "the proxy that HTTPS_PROXY names cannot be reached",
    "Check the address in HTTPS_PROXY, and unset it where this network needs no proxy.",
  ],
  connection: [
    "the connection failed",
    "Check the network connection and the firewall, and HTTPS_PROXY where this network needs a proxy; then try again.",
  ],
  timeout: ["no answer came in time", "Try again in a minute; check HTTPS_PROXY where this network needs a proxy."],
  certificate: [
    "its TLS certificate is not trusted here",
    "If a proxy of this network inspects TLS, put its root certificate into a PEM file and start the server with NODE_EXTRA_CA_CERTS set to that file.",
  ],
  redirect: [
    "it answered with a redirect, which is never followed with credentials",
    "Check that no captive portal or proxy login stands between this machine and the host.",
  ],
  not_json: [
    "the answer is not the sign-in service's",
    "Check that no captive portal or proxy login stands between this machine and the host.",
  ],
  throttled: ["it limits the number of requests at the moment", "Wait a minute, then try again."],
  server: ["it has an internal error", "Try again in a minute."],
  cancelled: ["the sign-in was cancelled", "Call connect again when the sign-in is wanted."],
};

/**
 * An outage as an error: which host, what went wrong, what to do.
 * @param purpose what the host is used for, e.g. `for sign-in`.
 */
export function outageError(outage: Outage, purpose = "for sign-in"): ServiceError {
  const [happened, nextStep] = causes[outage.reason];
  const status = outage.status === undefined ? "" : ` (HTTP ${outage.status})`;
  const wait = outage.retryAfterSeconds;
  return new ServiceError(`${outage.host} cannot be used ${purpose}: ${happened}${status}.`, {
    nextStep: wait === undefined ? nextStep : `Try again in ${wait} seconds.`,
    status: outage.status,
    retryAfterSeconds: wait,
  });
}
