import type { CallEvent, NoteEvent } from "../hunting/call-event.ts";

/** Who calls, as a resource server has verified it. */
export interface CallPrincipal {
  readonly tenantId: string;
  readonly objectId: string;
  readonly userName: string | undefined;
  /** The id of the token within Microsoft Entra (`uti`). */
  readonly tokenId: string | undefined;
}

/** The program that calls; name and version are its own words. */
export interface CallClient {
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The application that the verified token was issued to (`azp`). */
  readonly applicationId: string | undefined;
}

export interface CallTrace {
  readonly from: "call" | "http";
  readonly traceparent: string;
  readonly tracestate: string | undefined;
}

/** A tool call as it begins: who asks for what. */
export interface CallStart {
  /** Ours, random. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** The client's JSON-RPC id; undefined at a terminal. */
  readonly requestId: string | number | undefined;
  readonly transport: "stdio" | "http" | "terminal";
  readonly protocolVersion: string | undefined;
  /** Undefined for the one user of a server without authentication. */
  readonly principal: CallPrincipal | undefined;
  readonly client: CallClient;
  readonly tool: string;
  /** KQL and time range among the arguments, whether or not the call gets as far as using them. */
  readonly query: string | undefined;
  readonly timespan: string | undefined;
  /** W3C trace context that came with the call, or with the HTTP request which carried it. */
  readonly trace: CallTrace | undefined;
}

/** What is told of an answer; no row is in it. */
export interface AnswerSummary {
  readonly outcome: "ok" | "sign_in_required" | "sign_in_failed";
  /** Bytes (UTF-8) of the text that goes to the caller; undefined at a terminal. */
  readonly textBytes: number | undefined;
  readonly table?: TableSummary | undefined;
}

export interface TableSummary {
  /** Undefined when the caller gets no handle. */
  readonly resultId: string | undefined;
  readonly totalRows: number;
  readonly shownRows: number;
  /** Bytes of the service's answers, 0 for what was computed here. */
  readonly responseBytes: number;
  /** What cut the answer; undefined when nothing did. */
  readonly truncatedBy: string | undefined;
}

/** An answer on its way to the caller. */
export interface Answered {
  readonly summary: AnswerSummary;
}

export type CallEnd = Answered | { readonly error: unknown };

/**
 * Runs a call and watches it: how it begins, what it notes on its way, how it ends. What an observer throws is the call's end for the caller
 * and for the observers around.
 */
export type CallObserver = <A extends Answered>(start: CallStart, run: (note: NoteEvent) => Promise<A>) => Promise<A>;

/** What one observer keeps of one call. */
export interface CallWatch {
  note(event: CallEvent): void;
  end(end: CallEnd): void | Promise<void>;
}

/** An observer that begins a watch for each call. */
export function createObserver(begin: (start: CallStart) => CallWatch | Promise<CallWatch>): CallObserver {
  return async (start, run) => {
    const watch = await begin(start);
    const answered = await run((event) => watch.note(event)).catch(async (error: unknown) => {
      await watch.end({ error });
      throw error;
    });
    await watch.end(answered);
    return answered;
  };
}

/** Several observers as one; the first is the outermost. */
export function combineObservers(observers: readonly CallObserver[]): CallObserver {
  return async (start, run) => {
    type Run = typeof run;
    const nested = observers.reduceRight<Run>(
      (inner, observer) => (note) =>
        observer(start, (own) =>
          inner((event) => {
            own(event);
            note(event);
          }),
        ),
      run,
    );
    return nested(() => undefined);
  };
}
