import type * as OpenTelemetry from "@opentelemetry/api";
import type { Context, Link, Span } from "@opentelemetry/api";
import type { CallEvent } from "../hunting/call-event.ts";
import type { CallObserver, CallStart } from "./call-observer.ts";
import { callSpan, callSpanEnd, stepSpan, type NewSpan, type SpanEnd } from "./call-spans.ts";

type Api = typeof OpenTelemetry;

export interface TracingOptions {
  /** Of this server. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

// Where every copy of the API looks for what an SDK has registered.
const REGISTERED = Symbol.for("opentelemetry.js.api.1");

/**
 * A span for each tool call, with one for each check, sign-in and request to Microsoft below it, through OpenTelemetry's API: whoever starts
 * this process with an SDK gets them. Without one the API is not even loaded.
 */
export function createTracing({ version, now }: TracingOptions): CallObserver {
  return async (start, run) => {
    if (!Object.hasOwn(globalThis, REGISTERED)) return run(() => undefined);
    const api = await import("@opentelemetry/api");
    const spans = createSpans(api, version);
    const parent = parentOf(start, api);
    const span = spans.begin(callSpan(start), parent, linksTo(parent, api));
    const within = api.trace.setSpan(parent, span);
    const note = (event: CallEvent) => {
      const step = stepSpan(event);
      if (step !== undefined) spans.end(spans.begin(step, within), step, step.endTime);
    };
    try {
      const answered = await api.context.with(within, () => run(note));
      spans.end(span, callSpanEnd(answered), now());
      return answered;
    } catch (error) {
      spans.end(span, callSpanEnd({ error }), now());
      throw error;
    }
  };
}

function createSpans({ trace, SpanKind, SpanStatusCode }: Api, version: string) {
  const tracer = trace.getTracer("defender-hunting-mcp", version);
  const kinds = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT };
  return {
    begin({ name, kind, startTime, attributes }: NewSpan, parent: Context, links: Link[] = []): Span {
      return tracer.startSpan(name, { kind: kinds[kind], startTime, attributes, links }, parent);
    },
    end(span: Span, { attributes, isFault }: SpanEnd, endTime: number): void {
      span.setAttributes(attributes);
      if (isFault) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(endTime);
    },
  };
}

/** The trace that came with the call; with its HTTP request only where nothing here traces requests already. */
function parentOf({ trace }: CallStart, { context, propagation, trace: spans }: Api): Context {
  const active = context.active();
  if (trace === undefined || (trace.from === "http" && spans.getSpan(active) !== undefined)) return active;
  const { traceparent, tracestate } = trace;
  return propagation.extract(active, { traceparent, ...(tracestate !== undefined && { tracestate }) });
}

/** The span around the call, e.g. of the HTTP request, where the call's own parent is another. */
function linksTo(parent: Context, { context, trace }: Api): Link[] {
  const around = trace.getSpanContext(context.active());
  return around === undefined || around.spanId === trace.getSpanContext(parent)?.spanId ? [] : [{ context: around }];
}
