import type { IncomingMessage } from "node:http";
import type { Refusal } from "./refusal.ts";

/** Who may be named by the headers that a browser sets and a page cannot change. */
export interface AddressRules {
  /** Host names in lower case without a port, IPv6 addresses in brackets. */
  readonly hosts: ReadonlySet<string>;
  /** Origins as browsers write them, e.g. `https://app.example`. */
  readonly origins: ReadonlySet<string>;
  /** Whether pages that this machine itself serves (any port) may call too. */
  readonly localPages: boolean;
}

/** The names of this machine for itself. */
export const loopbackNames = ["localhost", "127.0.0.1", "[::1]"] as const;

const HOST = /^(\[[\da-f:.]+\]|[a-z\d_.-]+)(?::\d{1,5})?$/;

/**
 * The guard against DNS rebinding and foreign pages: the Host header must be one of ours, and an Origin header, which only browsers send,
 * must be allowed. Required by MCP 2026-07-28, basic/transports; undefined when the request may pass.
 */
export function guardRefusal({ headersDistinct }: IncomingMessage, rules: AddressRules): Refusal | undefined {
  const { host: hosts = [], origin: origins = [] } = headersDistinct;
  const [host] = hosts;
  if (hosts.length !== 1 || host === undefined || !isOurs(host, rules)) {
    return {
      status: 403,
      message: "The Host header is not a name of this server; its operator can add it to allowed-hosts.",
    };
  }
  if (origins.some((origin) => !mayCall(origin, rules))) {
    return {
      status: 403,
      message: "This Origin may not call; the operator of this server can add it to allowed-origins.",
    };
  }
  return undefined;
}

function isOurs(header: string, { hosts }: AddressRules): boolean {
  const name = HOST.exec(header.toLowerCase())?.[1];
  return name !== undefined && hosts.has(name);
}

function mayCall(origin: string, { origins, localPages }: AddressRules): boolean {
  if (origins.has(origin)) return true;
  if (!localPages || !URL.canParse(origin)) return false;
  const { hostname, protocol, origin: written } = new URL(origin);
  return written === origin && /^https?:$/.test(protocol) && loopbackNames.some((name) => name === hostname);
}
