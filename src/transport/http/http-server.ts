import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { McpServerFactory } from "@modelcontextprotocol/server";
import type { Log } from "../../log.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { createAdmissions } from "./admission.ts";
import { bracketed } from "./address-rules.ts";
import type { Authenticator } from "./authenticator.ts";
import type { AddressRules } from "./guard.ts";
import { listen } from "./listen.ts";
import { usualLimits, type HttpLimits } from "./limits.ts";
import { createMcpEndpoint, type McpEndpoint } from "./mcp-endpoint.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { refuse } from "./refusal.ts";
import { answerRequest, type Pipeline } from "./request-pipeline.ts";

/** How and for whom to serve. */
export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly stateless: boolean;
  readonly rules: AddressRules;
  readonly authenticator: Authenticator;
  readonly limits?: HttpLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  readonly metrics?: Metrics | undefined;
  /** Whether what requests need beside this server is there; it is unless given. */
  readonly isReady?: (() => Promise<boolean>) | undefined;
}

/** A server that listens. */
export interface HttpServer {
  /** The address of the endpoint, e.g. `http://127.0.0.1:8931/mcp`. */
  readonly url: string;
  /** Fulfilled when it has stopped. */
  readonly closed: Promise<unknown>;
  /** Refuses new requests, lets running ones end for `drainMs` at most, then cancels them and stops. */
  close(): Promise<void>;
}

const always = () => Promise.resolve(true);

const EXPIRY_INTERVAL_MS = 60_000;
const CONNECTION_CHECK_MS = 5_000;

/**
 * Serves MCP over Streamable HTTP.
 * @throws ConfigError when the address cannot be listened on.
 */
export async function serveOverHttp(factory: McpServerFactory, options: HttpServerOptions): Promise<HttpServer> {
  const { host, log, now, limits = usualLimits, rules, authenticator, metrics, isReady = always } = options;
  const endpoint = createMcpEndpoint(factory, {
    stateless: options.stateless,
    sessions: limits.sessions,
    mostSubscriptions: limits.subscriptions,
    now,
    onerror: (error) => log.debug({ error: error.message }, "http request"),
  });
  const admissions = createAdmissions(createRateLimiter(limits.caller, now), limits.caller);
  let isStopping = false;
  const parts = { rules, authenticator, admissions, endpoint, limits, now, log, metrics, isReady };
  const pipeline: Pipeline = { ...parts, isStopping: () => isStopping };
  const server = createListener(pipeline, limits, metrics);
  const port = await listen(server, { host, port: options.port, settings: "--host or --port" });
  metrics?.countSessions(() => endpoint.sessions());
  const expiry = setInterval(() => endpoint.expire(), EXPIRY_INTERVAL_MS).unref();
  const closed = once(server, "close");
  return {
    url: `http://${bracketed(host)}:${port}/mcp`,
    closed,
    async close() {
      isStopping = true;
      await Promise.race([admissions.idle(), elapsed(limits.drainMs)]);
      clearInterval(expiry);
      await stop(server, endpoint);
    },
  };
}

function createListener(pipeline: Pipeline, limits: HttpLimits, metrics: Metrics | undefined): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: CONNECTION_CHECK_MS,
    },
    (request, response) => {
      response.once("close", () => response.headersSent && metrics?.httpResponse(response.statusCode));
      answerRequest(request, response, pipeline).catch((error: unknown) => {
        // A caller that has gone makes reading fail; everything else is a defect.
        if (request.socket.destroyed) return;
        pipeline.log.error({ error: error instanceof Error ? error.stack : typeof error }, "http request failed");
        if (response.headersSent) response.destroy();
        else refuse(response, { status: 500, code: -32_603, message: "Internal error." });
      });
    },
  );
  server.maxConnections = limits.connections;
  return server;
}

async function stop(server: Server, endpoint: McpEndpoint): Promise<void> {
  const stopped = new Promise((resolve) => server.close(resolve));
  await endpoint.close();
  // What was just answered leaves its socket first; what hangs is cut off.
  server.closeIdleConnections();
  await Promise.race([stopped, elapsed(200)]);
  server.closeAllConnections();
  await stopped;
}

const elapsed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
