import type { AuthType } from "../instances/instance.ts";
import type { CallObserver } from "./call-observer.ts";

/** The metrics as a scraper reads them. */
export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/** What is counted of a server over HTTP. Labels are words of ours: no query, and no name of a person, an instance or a tenant. */
export interface Metrics {
  /** Counts tool calls, requests to the services, and how often their rate was met. */
  readonly observe: CallObserver;
  /** A sign-in has ended; that a stored token was used again is none. */
  signIn(authType: AuthType, isGranted: boolean): void;
  httpResponse(status: number): void;
  auditLine(isWritten: boolean): void;
  /** A result is kept in memory, or no longer. @param bytes estimated size. */
  keep(id: string, bytes: number): void;
  forget(id: string): void;
  /** Open sessions are counted by this when the metrics are read. */
  countSessions(count: () => number): void;
  read(): Promise<MetricsText>;
}
