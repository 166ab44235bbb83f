import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { NodeStreamableHTTPServerTransport } from "@modelcontextprotocol/node";
import type { AuthInfo, McpServerFactory } from "@modelcontextprotocol/server";
import { whenClosed } from "./when-closed.ts";

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
  count(): number;
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

export interface SessionInputs {
  readonly limits: SessionLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onerror: (error: Error) => void;
}

export function createSessions(factory: McpServerFactory, { limits, now, onerror }: SessionInputs): Sessions {
  // A session counts from the moment it is being opened; its id is known to nobody before it is initialized.
  const entries = new Map<string, Entry>();
  const close = async (id: string): Promise<void> => {
    const entry = entries.get(id);
    entries.delete(id);
    await entry?.transport.close().catch(onerror);
  };
  const makeRoom = (isAmong: (entry: Entry) => boolean, most: number): boolean => {
    const among = [...entries].filter(([, entry]) => isAmong(entry));
    if (among.length < most) return true;
    const idle = among.filter(([, { running }]) => running === 0).toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
    const [longestIdle] = idle;
    if (longestIdle !== undefined) void close(longestIdle[0]);
    return longestIdle !== undefined;
  };
  return {
    find(id, owner) {
      const entry = entries.get(id);
      return entry?.owner === owner ? entry : undefined;
    },
    async open(owner) {
      if (!makeRoom((entry) => entry.owner === owner, limits.mostPerOwner)) return undefined;
      if (!makeRoom(() => true, limits.most)) return undefined;
      const id = randomUUID();
      const entry = createEntry(id, owner, now, () => void close(id));
      entries.set(id, entry);
      // Until its first request runs it is nobody's to close.
      entry.running += 1;
      try {
        await (await factory({ era: "legacy" })).connect(entry.transport);
      } catch (error) {
        await close(id);
        throw error;
      } finally {
        entry.running -= 1;
      }
      return entry;
    },
    count: () => entries.size,
    expire() {
      for (const [id, { running, usedAt }] of entries) {
        if (running === 0 && now() - usedAt >= limits.idleMs) void close(id);
      }
    },
    async closeAll() {
      await Promise.all([...entries.keys()].map(close));
    },
  };
}

/** @param end forgets the session. */
function createEntry(id: string, owner: string, now: () => number, end: () => void): Entry {
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: () => id, onsessionclosed: end });
  const entry: Entry = {
    owner,
    transport,
    running: 0,
    usedAt: now(),
    async serve(request, response, body) {
      entry.running += 1;
      whenClosed(response, () => {
        entry.running -= 1;
        entry.usedAt = now();
      });
      try {
        await transport.handleRequest(request, response, body);
      } finally {
        // An initialize request that the transport refused has opened nothing.
        if (transport.sessionId === undefined) end();
      }
    },
  };
  return entry;
}
