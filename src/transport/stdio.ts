import type { Readable, Writable } from "node:stream";
import type { McpServerFactory } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Log } from "../log.ts";
import { createDrainingTransport } from "./draining-transport.ts";

const DRAIN_MS = 3_000;

export interface StdioStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** How long calls may still be answered after the end of input, in milliseconds; three seconds unless given. */
  readonly drainMs?: number;
}

export interface StdioConnection {
  /** Fulfilled when the connection has ended: end of input, a broken pipe, or {@link StdioConnection.close}. */
  readonly closed: Promise<unknown>;
  /** Ends the connection and aborts what is in flight. */
  close(): Promise<void>;
}

/** Serves one client over standard streams, in whichever protocol era it opens with. Nothing but messages is written to `stdout`. */
export function serveOverStdio(factory: McpServerFactory, streams: StdioStreams, log: Log): StdioConnection {
  const { stdin, stdout, drainMs = DRAIN_MS } = streams;
  const { transport, closed } = createDrainingTransport(stdin, stdout, drainMs);
  const handle = serveStdio(factory, {
    transport,
    onerror: (error) => log.warn({ error: error.message }, "stdio connection"),
  });
  return { closed, close: () => handle.close() };
}
