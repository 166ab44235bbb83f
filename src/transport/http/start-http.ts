import type { McpServerFactory } from "@modelcontextprotocol/server";
import type { HttpAccess } from "../../config/http-access.ts";
import type { Settings } from "../../config/settings.ts";
import type { Log } from "../../log.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { addressRulesOf, isLoopback } from "./address-rules.ts";
import { withoutAuthentication, type Authenticator } from "./authenticator.ts";
import { serveOverHttp, type HttpServer } from "./http-server.ts";
import { serveMetrics, type MetricsServer } from "./metrics-server.ts";
import { createSharedTokenAuthenticator } from "./shared-token.ts";

/** What the subcommand `http` is started with. */
export interface HttpInputs {
  readonly settings: Settings;
  readonly access: HttpAccess;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  readonly metrics?: Metrics | undefined;
  /** Whether what requests need beside this server is there; it is unless given. */
  readonly isReady?: (() => Promise<boolean>) | undefined;
}

/**
 * Starts serving as the settings say.
 * @throws ConfigError when they contradict each other or would let strangers in, and when the address cannot be listened on.
 */
export async function startHttp(factory: McpServerFactory, inputs: HttpInputs): Promise<HttpServer> {
  const { settings, now, log, metrics, isReady } = inputs;
  const { host, port, stateless, auth, publicUrl } = settings;
  const rules = addressRulesOf(settings);
  const authenticator = await authenticatorOf(inputs);
  const metricsServer = await startMetrics(inputs);
  const serving = { host, port, stateless, rules, authenticator, now, log, metrics, isReady };
  const server = await serveOverHttp(factory, serving);
  // What verifying the first caller takes is fetched while there is none.
  void authenticator.ready?.();
  log.info({ url: server.url, metrics_url: metricsServer?.url, auth, stateless }, "listening");
  if (auth === "none" && publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname)) {
    log.warn(
      "public-url is set without authentication: everyone whom the proxy in front lets in is one and the same user.",
    );
  }
  void server.closed.then(() => metricsServer?.close());
  return server;
}

async function startMetrics({ settings, metrics, log }: HttpInputs): Promise<MetricsServer | undefined> {
  const { metricsHost: host, metricsPort: port } = settings;
  if (port === undefined || metrics === undefined) return undefined;
  if (!isLoopback(host)) log.warn({ host }, "the metrics are open to everyone who reaches metrics-host.");
  return serveMetrics(metrics, { host, port });
}

async function authenticatorOf({ access, fetch }: HttpInputs): Promise<Authenticator> {
  if (access.kind === "none") return withoutAuthentication;
  if (access.kind === "bearer") return createSharedTokenAuthenticator(access.token);
  const { createEntraAuthenticator } = await import("./entra-authenticator.ts");
  return createEntraAuthenticator({ ...access.entra, fetch });
}
