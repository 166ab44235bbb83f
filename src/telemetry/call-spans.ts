import type { Attributes } from "@opentelemetry/api";
import type { CallEvent } from "../hunting/call-event.ts";
import type { CallEnd, CallStart } from "./call-observer.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";

const LONGEST_ID = 64;
const OWN = "defender_hunting";
const transports = { stdio: "pipe", http: "tcp", terminal: undefined } as const;

/** A span as it is to be made; no attribute holds a query, a row, a person or the name of an instance. */
export interface NewSpan {
  readonly name: string;
  readonly kind: "internal" | "server" | "client";
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly attributes: Attributes;
}

/** How a span ends. */
export interface SpanEnd {
  readonly attributes: Attributes;
  readonly isFault: boolean;
}

/** The span of a call, by OpenTelemetry's semantic conventions for MCP. */
export function callSpan({ id, tool, startedAt, requestId, protocolVersion, transport }: CallStart): NewSpan {
  return {
    name: `tools/call ${tool}`,
    kind: "server",
    startTime: startedAt,
    attributes: present({
      "mcp.method.name": "tools/call",
      "mcp.protocol.version": protocolVersion,
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": tool,
      "jsonrpc.request.id": requestId === undefined ? undefined : String(requestId).slice(0, LONGEST_ID),
      "network.transport": transports[transport],
      [`${OWN}.call_id`]: id,
    }),
  };
}

const faultless: ReadonlySet<Outcome> = new Set(["ok", "sign_in_required", "cancelled"]);

/** What became of a call. */
export function callSpanEnd(end: CallEnd): SpanEnd {
  const { outcome, error } = outcomeOf(end);
  const table = "summary" in end ? end.summary.table : undefined;
  return {
    attributes: present({
      [`${OWN}.outcome`]: outcome,
      "error.type": error,
      [`${OWN}.rows.total`]: table?.totalRows,
      [`${OWN}.rows.shown`]: table?.shownRows,
    }),
    isFault: !faultless.has(outcome),
  };
}

/** A step on the way of a call as a span of its own. */
export interface StepSpan extends NewSpan, SpanEnd {
  /** Milliseconds since 1970. */
  readonly endTime: number;
}

/** Undefined for what takes no time. */
export function stepSpan(event: CallEvent): StepSpan | undefined {
  if (!("startedAt" in event)) return undefined;
  return { startTime: event.startedAt, endTime: event.endedAt, ...describe(event) };
}

type Step = Extract<CallEvent, { startedAt: number }>;

function describe(event: Step): Omit<StepSpan, "startTime" | "endTime"> {
  if (event.kind === "check") {
    const { guard, valid } = event;
    const attributes = { [`${OWN}.guard.allowed`]: guard.allowed, [`${OWN}.check.valid`]: valid };
    return { name: "check", kind: "internal", attributes, isFault: false };
  }
  const { provider, cloud } = event.instance;
  const where = { [`${OWN}.provider`]: provider, [`${OWN}.cloud`]: cloud };
  if (event.kind === "sign_in") {
    const attributes = { ...where, [`${OWN}.sign_in`]: event.result };
    return { name: "sign_in", kind: "internal", attributes, isFault: event.result === "failed" };
  }
  const { service, status, requestId, clientRequestId, responseBytes } = event;
  const isFault = status === undefined || status >= 400;
  const attributes = present({
    ...where,
    "http.response.status_code": status,
    "http.response.body.size": responseBytes,
    "error.type": isFault ? String(status ?? "no_answer") : undefined,
    [`${OWN}.request_id`]: requestId,
    [`${OWN}.client_request_id`]: clientRequestId,
  });
  return { name: `${service} request`, kind: "client", attributes, isFault };
}

function present(attributes: Readonly<Record<string, string | number | undefined>>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
