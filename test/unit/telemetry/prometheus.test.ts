import { describe, expect, it } from "vitest";
import { ServiceError } from "../../../src/errors.ts";
import type { CallEvent } from "../../../src/hunting/call-event.ts";
import { demoInstance } from "../../../src/instances/demo-instance.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import type { CallStart } from "../../../src/telemetry/call-observer.ts";
import { createPrometheusMetrics } from "../../../src/telemetry/prometheus.ts";

const start: CallStart = {
  id: "canary-call",
  startedAt: 1000,
  requestId: "canary-request",
  transport: "http",
  protocolVersion: "2026-07-28",
  principal: { tenantId: "canary-tid", objectId: "canary-oid", userName: "canary@contoso.example", tokenId: "canary" },
  client: { name: "canary-client", version: "1", applicationId: "canary-app" },
  tool: "run_hunting_query",
  query: "canary query",
  timespan: "P1D",
  trace: undefined,
};
const instance: Instance = {
  ...demoInstance,
  name: "canary-instance",
  tenantId: "canary-tenant",
  provider: "MDE",
  cloud: "us",
};
const request = (status: number | undefined): CallEvent => ({
  kind: "request",
  instance,
  service: "mde",
  startedAt: 0,
  endedAt: 500,
  status,
  requestId: "canary-id",
  clientRequestId: "canary-id",
  responseBytes: 1,
});

/** Samples of ours, without the process's own. */
const samples = async (metrics: ReturnType<typeof createPrometheusMetrics>): Promise<readonly string[]> =>
  (await metrics.read()).text.split("\n").filter((line) => line.startsWith("defender_hunting_"));

describe("metrics", () => {
  it("count calls by tool and outcome, with the time they took", async () => {
    const metrics = createPrometheusMetrics(() => 1250);
    await metrics.observe(start, () => Promise.resolve({ summary: { outcome: "ok", textBytes: 1 } }));
    const failing = metrics.observe(start, () => Promise.reject(new ServiceError("canary", { nextStep: "canary" })));
    await expect(failing).rejects.toThrow("canary");
    const lines = await samples(metrics);
    expect(lines).toContain('defender_hunting_tool_calls_total{tool="run_hunting_query",outcome="ok"} 1');
    expect(lines).toContain('defender_hunting_tool_calls_total{tool="run_hunting_query",outcome="failed"} 1');
    expect(lines).toContain('defender_hunting_tool_call_duration_seconds_bucket{le="0.3",tool="run_hunting_query"} 2');
    expect(lines).toContain('defender_hunting_tool_call_duration_seconds_bucket{le="0.1",tool="run_hunting_query"} 0');
    expect(lines).toContain('defender_hunting_tool_call_duration_seconds_sum{tool="run_hunting_query"} 0.5');
  });

  it("count requests by provider, cloud and class of status, and whoever throttled", async () => {
    const metrics = createPrometheusMetrics(() => 0);
    await metrics.observe(start, (note) => {
      for (const status of [200, 200, 429, 503, undefined]) note(request(status));
      note({ kind: "held_back", service: "mde", refused: false, instance });
      note({ kind: "held_back", service: "mde", refused: true, instance });
      return Promise.resolve({ summary: { outcome: "ok", textBytes: 1 } });
    });
    const counted = (await samples(metrics)).filter((line) => /service_requests_total|throttled_total/.test(line));
    expect(counted).toEqual([
      'defender_hunting_service_requests_total{provider="MDE",cloud="us",status="2xx"} 2',
      'defender_hunting_service_requests_total{provider="MDE",cloud="us",status="4xx"} 1',
      'defender_hunting_service_requests_total{provider="MDE",cloud="us",status="5xx"} 1',
      'defender_hunting_service_requests_total{provider="MDE",cloud="us",status="no_answer"} 1',
      'defender_hunting_throttled_total{provider="MDE",cloud="us",by="service"} 1',
      'defender_hunting_throttled_total{provider="MDE",cloud="us",by="server_waited"} 1',
      'defender_hunting_throttled_total{provider="MDE",cloud="us",by="server_refused"} 1',
    ]);
    expect((await metrics.read()).text).not.toContain("canary");
  });

  it("tell what is there now, and what else ended", async () => {
    const metrics = createPrometheusMetrics(() => 0);
    let sessions = 3;
    metrics.countSessions(() => sessions);
    metrics.keep("a", 100);
    metrics.keep("b", 20);
    metrics.forget("a");
    metrics.signIn("device", true);
    metrics.signIn("client_secret", false);
    metrics.httpResponse(401);
    metrics.auditLine(false);
    sessions = 2;
    expect(await samples(metrics)).toEqual(
      expect.arrayContaining([
        "defender_hunting_sessions 2",
        "defender_hunting_kept_results 1",
        "defender_hunting_kept_result_bytes 20",
        'defender_hunting_sign_ins_total{auth_type="device",outcome="granted"} 1',
        'defender_hunting_sign_ins_total{auth_type="client_secret",outcome="failed"} 1',
        'defender_hunting_http_responses_total{status="401"} 1',
        'defender_hunting_audit_lines_total{outcome="failed"} 1',
      ]),
    );
    const { text, contentType } = await metrics.read();
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    expect(contentType).toContain("text/plain");
  });
});
