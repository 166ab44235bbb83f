import { afterEach, describe, expect, it } from "vitest";
import { createPrometheusMetrics } from "../../../src/telemetry/prometheus.ts";
import { serveMetrics, type MetricsServer } from "../../../src/transport/http/metrics-server.ts";
import { createSharedTokenAuthenticator } from "../../../src/transport/http/shared-token.ts";
import { Secret } from "../../../src/secrets.ts";
import { rawRequest } from "../../support/raw-request.ts";
import { openSession, useHttpBench } from "./fixture.ts";

const bench = useHttpBench();
const TOKEN = "canary-shared-token-0123456789abcdef";
const opened: MetricsServer[] = [];
afterEach(() => Promise.all(opened.splice(0).map((server) => server.close())));

const withMetrics = () => ({ metrics: createPrometheusMetrics(Date.now) });
const get = (url: string, headers: Record<string, string> = {}, method = "GET") =>
  rawRequest(url, { path: "/metrics", method, headers: { host: new URL(url).host, ...headers } });

describe("/metrics beside /mcp", () => {
  it("tells sessions and answers", async () => {
    const { url } = await bench.serve(withMetrics());
    await openSession(url);
    await get(url, { host: "evil.example" });
    const { status, headers, text } = await get(url);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": expect.stringContaining("text/plain; version=0.0.4"),
      "cache-control": "no-store",
    });
    expect(text).toContain("\ndefender_hunting_sessions 1\n");
    expect(text).toContain('\ndefender_hunting_http_responses_total{status="200"} 1\n');
    expect(text).toContain('\ndefender_hunting_http_responses_total{status="403"} 1\n');
  });

  it.each([
    ["of another name", { host: "evil.example" }, "GET", 403],
    ["of a foreign page", { origin: "https://evil.example" }, "GET", 403],
    ["of another method", {}, "POST", 405],
    ["for the headers alone", {}, "HEAD", 200],
  ])("passes the same guard: a request %s", async (_, headers, method, status) => {
    const { url } = await bench.serve(withMetrics());
    expect((await get(url, headers, method)).status).toBe(status);
  });

  it("is for those who may call", async () => {
    const authenticator = createSharedTokenAuthenticator(new Secret(TOKEN));
    const { url } = await bench.serve({ ...withMetrics(), authenticator });
    expect((await get(url)).status).toBe(401);
    expect((await get(url, { authorization: "Bearer no" })).status).toBe(401);
    expect((await get(url, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });

  it("is nothing where nothing is counted", async () => {
    const { url } = await bench.serve();
    expect((await get(url)).status).toBe(404);
  });
});

async function serve(host: string): Promise<MetricsServer> {
  const server = await serveMetrics(createPrometheusMetrics(Date.now), { host, port: 0 });
  opened.push(server);
  return server;
}

describe("the port for metrics alone", () => {
  it("needs no token, and has nothing else", async () => {
    const { url } = await serve("127.0.0.1");
    expect(await get(url)).toMatchObject({ status: 200, text: expect.stringContaining("process_cpu_seconds_total") });
    const headers = { host: new URL(url).host };
    for (const path of ["/", "/mcp", "/metrics/x"]) expect((await rawRequest(url, { path, headers })).status).toBe(404);
    expect((await get(url, {}, "POST")).status).toBe(405);
  });

  it("answers no page on loopback", async () => {
    const { url } = await serve("127.0.0.1");
    expect((await get(url, { host: "evil.example" })).status).toBe(403);
    expect((await get(url, { origin: "http://localhost:1" })).status).toBe(403);
  });

  it("cannot be one that is taken", async () => {
    const { url } = await serve("127.0.0.1");
    const again = serveMetrics(createPrometheusMetrics(Date.now), {
      host: "127.0.0.1",
      port: Number(new URL(url).port),
    });
    await expect(again).rejects.toThrow("EADDRINUSE");
  });
});
