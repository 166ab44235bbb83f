import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  NodeStreamableHTTPServerTransport,
  type StreamableHTTPServerTransportOptions,
} from "@modelcontextprotocol/node";
import type { AuthInfo, McpServerFactory } from "@modelcontextprotocol/server";

/** Bounds of the sessions of the initialize era. */
export interface SessionLimits {
  readonly most: number;
  readonly mostPerOwner: number;
  /** A session without a running request or an open stream is closed after so many milliseconds. */
  readonly idleMs: number;
}

/** A request that passed all guards, with the verified caller where there is one. */
export type AdmittedRequest = IncomingMessage & { method: string; url: string; auth?: AuthInfo };

/** One client of the initialize era, bound to the principal that opened it. */
export interface Session {
  readonly owner: string;
  serve(request: AdmittedRequest, response: ServerResponse, body: unknown): Promise<void>;
}

export interface Sessions {
  /** The session of that id; a session of another owner is as unknown as one that never was. */
  find(id: string, owner: string): Session | undefined;
  /** A new session with a server of its own, or undefined when the limits are reached and none is idle. It lives from its initialize request on. */
  open(owner: string): Promise<Session | undefined>;
  /** Closes the sessions that were idle for too long. */
  expire(): void;
  closeAll(): Promise<void>;
}

interface Entry extends Session {
  readonly transport: NodeStreamableHTTPServerTransport;
  running: number;
  /** Milliseconds since 1970. */
  usedAt: number;
}

/** @param now milliseconds since 1970. */
export function createSessions(factory: McpServerFactory, limits: SessionLimits, now: () => number): Sessions {
  const entries = new Map<string, Entry>();
  const close = async ({ transport }: Entry): Promise<void> => {
    if (transport.sessionId !== undefined) entries.delete(transport.sessionId);
    await transport.close();
  };
  const makeRoom = (among: readonly Entry[], most: number): boolean => {
    if (among.length < most) return true;
    const [longestIdle] = among.filter(({ running }) => running === 0).toSorted((a, b) => a.usedAt - b.usedAt);
    if (longestIdle !== undefined) void close(longestIdle);
    return longestIdle !== undefined;
  };
  return {
    find(id, owner) {
      const entry = entries.get(id);
      return entry?.owner === owner ? entry : undefined;
    },
    async open(owner) {
      const own = [...entries.values()].filter((entry) => entry.owner === owner);
      if (!makeRoom(own, limits.mostPerOwner) || !makeRoom([...entries.values()], limits.most)) return undefined;
      const entry = createEntry(owner, now, {
        onsessioninitialized: (id) => void entries.set(id, entry),
        onsessionclosed: (id) => void entries.delete(id),
      });
      const server = await factory({ era: "legacy" });
      await server.connect(entry.transport);
      return entry;
    },
    expire() {
      for (const entry of entries.values()) {
        if (entry.running === 0 && now() - entry.usedAt >= limits.idleMs) void close(entry);
      }
    },
    async closeAll() {
      await Promise.all([...entries.values()].map(close));
    },
  };
}

type Events = Pick<StreamableHTTPServerTransportOptions, "onsessioninitialized" | "onsessionclosed">;

function createEntry(owner: string, now: () => number, events: Events): Entry {
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: randomUUID, ...events });
  const entry: Entry = {
    owner,
    transport,
    running: 0,
    usedAt: now(),
    async serve(request, response, body) {
      entry.running += 1;
      response.once("close", () => {
        entry.running -= 1;
        entry.usedAt = now();
      });
      await transport.handleRequest(request, response, body);
      // An initialize request that the transport refused has opened nothing.
      if (transport.sessionId === undefined) await transport.close();
    },
  };
  return entry;
}
