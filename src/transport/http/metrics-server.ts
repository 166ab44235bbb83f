import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Metrics } from "../../telemetry/metrics.ts";
import { bracketed, isLoopback } from "./address-rules.ts";
import { guardRefusal, loopbackNames } from "./guard.ts";
import { listen } from "./listen.ts";
import { refuse } from "./refusal.ts";

export const METRICS_PATH = "/metrics";

export type ReadMetrics = Pick<Metrics, "read">;

/** Answers a request for the metrics, which may pass. @param metrics undefined where nothing is counted. */
export async function answerMetrics(
  { method }: IncomingMessage,
  response: ServerResponse,
  metrics: ReadMetrics | undefined,
): Promise<void> {
  if (metrics === undefined) return refuse(response, { status: 404, message: "This server counts nothing." });
  if (method !== "GET" && method !== "HEAD") {
    return refuse(response, { status: 405, message: "Method not allowed.", headers: { allow: "GET, HEAD" } });
  }
  const { contentType, text } = await metrics.read();
  response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" });
  response.end(method === "HEAD" ? undefined : text);
}

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the metrics alone, without authentication, at an address of their own. On loopback, a page that was led there by a name of its own
 * learns nothing.
 * @throws ConfigError when the address cannot be listened on.
 */
export async function serveMetrics(
  metrics: ReadMetrics,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<MetricsServer> {
  const rules = { hosts: new Set([...loopbackNames, bracketed(host)]), origins: new Set<string>(), localPages: false };
  const server = createServer((request, response) => {
    const refusal = isLoopback(host) ? guardRefusal(request, rules) : undefined;
    if (refusal !== undefined) return refuse(response, refusal);
    if (request.url?.split("?", 1)[0] !== METRICS_PATH) {
      return refuse(response, { status: 404, message: `There is nothing here but ${METRICS_PATH}.` });
    }
    answerMetrics(request, response, metrics).catch(() => response.destroy());
  });
  const bound = await listen(server, { host, port, settings: "--metrics-host or --metrics-port" });
  return {
    url: `http://${bracketed(host)}:${bound}${METRICS_PATH}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
