import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { CallEvent } from "../hunting/call-event.ts";
import { createObserver } from "./call-observer.ts";
import type { Metrics } from "./metrics.ts";
import { outcomeOf } from "./outcome.ts";

const PREFIX = "defender_hunting_";
const CALL_SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300];
const REQUEST_SECONDS = [0.1, 0.3, 1, 3, 10, 30, 100, 300];

/** Metrics for Prometheus, with those of the process under the library's usual names. @param now milliseconds since 1970. */
export function createPrometheusMetrics(now: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counted = createCounters(registry);
  const kept = new Map<string, number>();
  let sessions: (() => number) | undefined;
  gauge(registry, "sessions", "Open sessions of the initialize era", () => sessions?.() ?? 0);
  gauge(registry, "kept_results", "Results kept in this process", () => kept.size);
  gauge(registry, "kept_result_bytes", "Estimated bytes of the results kept in this process", () =>
    [...kept.values()].reduce((sum, bytes) => sum + bytes, 0),
  );
  return {
    observe: createObserver(({ tool, startedAt }) => ({
      note: (event) => countEvent(counted, event),
      end(end) {
        counted.calls.inc({ tool, outcome: outcomeOf(end).outcome });
        counted.callSeconds.observe({ tool }, seconds(now() - startedAt));
      },
    })),
    signIn: (authType, isGranted) =>
      counted.signIns.inc({ auth_type: authType, outcome: isGranted ? "granted" : "failed" }),
    httpResponse: (status) => counted.responses.inc({ status: String(status) }),
    auditLine: (isWritten) => counted.auditLines.inc({ outcome: isWritten ? "written" : "failed" }),
    keep: (id, bytes) => void kept.set(id, bytes),
    forget: (id) => void kept.delete(id),
    countSessions: (count) => (sessions = count),
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

type Counters = ReturnType<typeof createCounters>;

function createCounters(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Counter({ name: `${PREFIX}${name}_total`, help, labelNames: [...labelNames], registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    ...labelNames: readonly Label[]
  ) => new Histogram({ name: `${PREFIX}${name}_seconds`, help, buckets, labelNames: [...labelNames], registers });
  return {
    calls: counter("tool_calls", "Tool calls", "tool", "outcome"),
    callSeconds: histogram("tool_call_duration", "Time that tool calls took", CALL_SECONDS, "tool"),
    requests: counter("service_requests", "Requests to Microsoft's APIs", "provider", "cloud", "status"),
    requestSeconds: histogram(
      "service_request_duration",
      "Time that requests to Microsoft's APIs took",
      REQUEST_SECONDS,
      "provider",
      "cloud",
    ),
    throttled: counter(
      "throttled",
      "Times that a rate was met: the service's, or ours below it",
      "provider",
      "cloud",
      "by",
    ),
    signIns: counter("sign_ins", "Sign-ins that ended", "auth_type", "outcome"),
    responses: counter("http_responses", "Answers over HTTP", "status"),
    auditLines: counter("audit_lines", "Lines of the audit", "outcome"),
  };
}

function gauge(registry: Registry, name: string, help: string, value: () => number): Gauge {
  return new Gauge({
    name: `${PREFIX}${name}`,
    help,
    registers: [registry],
    collect() {
      this.set(value());
    },
  });
}

function countEvent({ requests, requestSeconds, throttled }: Counters, event: CallEvent): void {
  if (event.kind !== "request" && event.kind !== "held_back") return;
  const { provider, cloud } = event.instance;
  if (event.kind === "held_back") {
    throttled.inc({ provider, cloud, by: event.refused ? "server_refused" : "server_waited" });
    return;
  }
  requests.inc({ provider, cloud, status: statusClass(event.status) });
  requestSeconds.observe({ provider, cloud }, seconds(event.endedAt - event.startedAt));
  if (event.status === 429) throttled.inc({ provider, cloud, by: "service" });
}

const statusClass = (status: number | undefined): string =>
  status === undefined ? "no_answer" : `${Math.floor(status / 100)}xx`;

const seconds = (ms: number): number => Math.max(0, ms) / 1000;
