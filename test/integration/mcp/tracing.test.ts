import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTracing } from "../../../src/telemetry/tracing.ts";
import { DAEMON_SECRET } from "../../support/emulator/directory.ts";
import { faults } from "../../support/emulator/faults.ts";
import { eras, useBench, type Host } from "./fixture.ts";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const bench = useBench({}, { observe: createTracing({ version: "1.2.3", now: Date.now }) });

beforeAll(() => provider.register());
beforeEach(() => exporter.reset());
afterAll(async () => {
  await provider.shutdown();
  for (const part of [trace, context, propagation]) part.disable();
});

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

const hunt = (host: Host, query: string, meta: Record<string, string> = {}) =>
  host.client.callTool({ name: "run_hunting_query", arguments: { query, instance: "Daemon" }, _meta: meta });

const called = (name: string): ReadableSpan => {
  const span = exporter.getFinishedSpans().find((each) => each.name === name);
  if (span === undefined) throw new Error(`no span ${name}`);
  return span;
};

describe.each(eras)("in the %s era", (era) => {
  it("a call is a span of the trace that came with it, its steps are spans below", async () => {
    const host = await bench.connect(era);
    await hunt(host, 'EmailEvents | where Subject != "canary-query"', {
      traceparent: `00-${TRACE}-${PARENT}-01`,
      tracestate: "vendor=x",
    });
    const span = called("tools/call run_hunting_query");
    expect(span.spanContext()).toMatchObject({ traceId: TRACE });
    expect(span.spanContext().traceState?.serialize()).toBe("vendor=x");
    expect(span.parentSpanContext).toMatchObject({ spanId: PARENT, isRemote: true });
    expect(span.kind).toBe(SpanKind.SERVER);
    expect(span.instrumentationScope).toMatchObject({ name: "defender-hunting-mcp", version: "1.2.3" });
    expect(span.attributes).toMatchObject({
      "mcp.method.name": "tools/call",
      "gen_ai.tool.name": "run_hunting_query",
      "network.transport": "pipe",
      "defender_hunting.outcome": "ok",
      "defender_hunting.rows.total": 12,
    });
    const below = exporter.getFinishedSpans().filter((each) => each !== span);
    expect(below.map(({ name }) => name)).toEqual(["sign_in", "check", "graph request"]);
    for (const step of below) {
      expect(step.spanContext().traceId).toBe(TRACE);
      expect(step.parentSpanContext?.spanId).toBe(span.spanContext().spanId);
    }
    expect(called("graph request")).toMatchObject({
      kind: SpanKind.CLIENT,
      attributes: {
        "http.response.status_code": 200,
        "defender_hunting.provider": "M365DGraph",
        "defender_hunting.request_id": expect.any(String),
      },
    });
  });
});

const run = () => Promise.resolve({ summary: { outcome: "ok", textBytes: 0 } } as const);

describe("a call", () => {
  it("without a trace, or with a broken one, begins its own", async () => {
    const host = await bench.connect("modern");
    for (const meta of [{}, { traceparent: "00-zzz" }, { traceparent: `00-${"0".repeat(32)}-${PARENT}-01` }]) {
      exporter.reset();
      await hunt(host, "EmailEvents", meta);
      expect(called("tools/call run_hunting_query").parentSpanContext).toBeUndefined();
    }
  });

  it("within a span of this process is below it; with a trace of its own it is linked to it", async () => {
    const around = provider.getTracer("test").startSpan("around");
    const observe = createTracing({ version: "1", now: Date.now });
    const traced = (from: "call" | "http" | undefined) =>
      context.with(trace.setSpan(context.active(), around), () => {
        const traceparent = `00-${TRACE}-${PARENT}-01`;
        return observe({ ...start, trace: from && { from, traceparent, tracestate: undefined } }, run);
      });
    for (const from of [undefined, "http", "call"] as const) await traced(from);
    const [bare, overHttp, own] = exporter.getFinishedSpans();
    const aroundId = around.spanContext().spanId;
    expect([bare, overHttp].map((span) => span?.parentSpanContext?.spanId)).toEqual([aroundId, aroundId]);
    expect([bare, overHttp].flatMap((span) => span?.links)).toEqual([]);
    expect(own?.parentSpanContext?.spanId).toBe(PARENT);
    expect(own?.links).toMatchObject([{ context: { spanId: aroundId } }]);
    around.end();
  });

  it.each<[string, string, (() => void) | undefined, object, number]>([
    [
      "that the guard refuses",
      ".drop table canary-query",
      undefined,
      { "defender_hunting.outcome": "refused", "error.type": "query_refused" },
      SpanStatusCode.ERROR,
    ],
    [
      "that the service fails",
      "EmailEvents",
      () => bench.emulator.control.fail("graph", faults.graph(503, "ServiceUnavailable", "canary-message")),
      { "defender_hunting.outcome": "failed", "error.type": "service_error" },
      SpanStatusCode.ERROR,
    ],
  ])("%s is an error without a word of the query", async (_, query, prepare, attributes, code) => {
    const host = await bench.connect("modern");
    prepare?.();
    await hunt(host, query);
    const span = called("tools/call run_hunting_query");
    expect(span.attributes).toMatchObject(attributes);
    expect(span.status).toEqual({ code });
  });

  it("tells no secret, query, row, person or instance", async () => {
    const host = await bench.connect("modern");
    await hunt(host, 'EmailEvents | where Subject != "canary-query"');
    await hunt(host, "EmailEvents | where Nothing == 'canary-query'");
    const told = JSON.stringify(
      exporter.getFinishedSpans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    );
    const secrets = bench.emulator.control.secrets().flatMap((secret) => secret.split("."));
    const canaries = ["canary", "EmailEvents", "Daemon", DAEMON_SECRET, ...secrets.filter(({ length }) => length > 9)];
    expect(canaries.filter((canary) => told.includes(canary))).toEqual([]);
  });
});

const start = {
  id: "c",
  startedAt: Date.now(),
  requestId: 1,
  transport: "http",
  protocolVersion: undefined,
  principal: undefined,
  client: { name: undefined, version: undefined, applicationId: undefined },
  tool: "t",
  query: undefined,
  timespan: undefined,
} as const;
