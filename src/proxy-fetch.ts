import type { EnvHttpProxyAgent } from "undici";
import { ConfigError } from "./errors.ts";
import type { Redactor } from "./secrets.ts";

type Fetch = typeof globalThis.fetch;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process's fetch: through the proxy that HTTPS_PROXY (or https_proxy) names for https addresses outside NO_PROXY, direct otherwise.
 * Node's own fetch knows these variables only from version 22 on, and only with NODE_USE_ENV_PROXY=1 set before it starts; this one works
 * alike on every version. A tunnel that the proxy refuses rejects with a cause of code ERR_PROXY_TUNNEL, a proxy that cannot be reached with
 * ERR_PROXY_CONNECTION. undici is loaded at the first request through a proxy. NODE_EXTRA_CA_CERTS counts for both ways.
 * @throws ConfigError when HTTPS_PROXY is no http or https address, or its user name or password is not percent-encoded.
 */
export function createProxyFetch(env: Environment, redactor: Redactor, direct: Fetch = globalThis.fetch): Fetch {
  const proxy = proxyAddress(env);
  if (proxy === undefined) return direct;
  for (const secret of secretsOf(proxy)) redactor.add(secret);
  const noProxy = env["no_proxy"] ?? env["NO_PROXY"] ?? "";
  let dispatcher: Promise<EnvHttpProxyAgent> | undefined;
  return async (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(input instanceof Request ? input.url : input);
    // Plain http is for loopback and for the metadata address of Azure machines; neither may go through a proxy.
    if (url.protocol !== "https:") return direct(input, init);
    dispatcher ??= openAgent(proxy, noProxy);
    return send(url, { ...partsOf(request), ...init }, await dispatcher).catch((fault: unknown) =>
      rethrow(fault, proxy),
    );
  };
}

function proxyAddress(env: Environment): URL | undefined {
  const text = env["https_proxy"] ?? env["HTTPS_PROXY"] ?? "";
  if (text.trim() === "") return undefined;
  const address = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return new URL(address);
  throw new ConfigError("HTTPS_PROXY is not an address of an http or https proxy.", {
    nextStep: "Set HTTPS_PROXY to http://host:port, or unset it to connect directly.",
  });
}

/** The password in the forms that it can appear in. */
function secretsOf({ username, password }: URL): readonly string[] {
  try {
    const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
    return secret === "" ? [] : [secret, password, Buffer.from(`${user}:${secret}`).toString("base64")];
  } catch {
    throw new ConfigError("The user name or password in HTTPS_PROXY holds a % that encodes no character.", {
      nextStep: "Write special characters there in percent encoding: %25 for %, %40 for @, %3A for a colon.",
    });
  }
}

async function openAgent(proxy: URL, noProxy: string): Promise<EnvHttpProxyAgent> {
  const { EnvHttpProxyAgent } = await import("undici");
  return new EnvHttpProxyAgent({ httpsProxy: proxy.href, httpProxy: "", noProxy });
}

const partsOf = (request: Request | undefined): RequestInit =>
  request === undefined
    ? {}
    : { method: request.method, headers: request.headers, body: request.body, signal: request.signal, duplex: "half" };

async function send(
  url: URL,
  { body, headers, ...init }: RequestInit,
  dispatcher: EnvHttpProxyAgent,
): Promise<Response> {
  const { fetch } = await import("undici");
  // Node's FormData is not undici's; no request of ours has one.
  if (body instanceof FormData) throw new TypeError("A form with files cannot be sent through the proxy.");
  return fetch(url, { ...init, headers: [...new Headers(headers)], ...(body !== undefined && { body }), dispatcher });
}

/** undici reports a refused tunnel as if the caller had cancelled, and a missing proxy as if it were the host; this says what it was. */
function rethrow(fault: unknown, proxy: URL): never {
  for (let at: unknown = fault; at instanceof Error; at = at.cause) {
    const status = /^Proxy response \((\d+)\)/.exec(at.message)?.[1];
    if (status !== undefined) throw failed("ERR_PROXY_TUNNEL", `the proxy answered ${status}`);
    if (isAbout(at, proxy)) throw failed("ERR_PROXY_CONNECTION", "the proxy cannot be reached");
  }
  throw fault;
}

/** Whether a connection was tried to the proxy itself, and failed. A name with several addresses fails with an error for each. */
function isAbout(error: Error, proxy: URL): boolean {
  const [first = error]: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const { hostname, port }: { hostname?: unknown; port?: unknown } = Object(first);
  const proxyPort = proxy.port === "" ? (proxy.protocol === "https:" ? 443 : 80) : Number(proxy.port);
  return hostname === undefined ? port === proxyPort : hostname === proxy.hostname;
}

const failed = (code: string, message: string): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
