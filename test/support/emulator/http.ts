import type { IncomingMessage } from "node:http";

/** What an answer of the emulator looks like before it is written. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as the emulator received it; kept, so that tests can ask who got which token. */
export interface ReceivedRequest {
  readonly route: Route;
  readonly method: string;
  /** The origin the client meant, e.g. `https://graph.microsoft.com` when it came through `Emulator.fetch`. */
  readonly origin: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Fields of a form body; empty for other bodies. */
  readonly form: URLSearchParams;
  /** Settles when the exchange is over: `aborted` when the client went away before the answer was complete. */
  readonly end: Promise<"answered" | "aborted" | "dropped">;
}

export type Grant = "device_code" | "refresh_token" | "client_credentials" | "authorization_code" | "on_behalf_of";

/** Where a request went; a fault is scripted for a route. The token endpoint is divided by grant. */
export type Route =
  | "discovery"
  | "keys"
  | "devicecode"
  | `token:${Grant | "unknown"}`
  | "authorize"
  | "page"
  | "graph"
  | "mde"
  | "incidents"
  | "alerts"
  | "schema"
  | "other";

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(body),
});

/** As {@link json}, with bigints as numbers of all their digits, which JSON allows and `JSON.stringify` does not write. */
export function rawJson(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  const reply = json(status, null, headers);
  const marked = JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? `\u0000${value}` : value));
  return { ...reply, body: marked.replace(/"\\u0000(-?\d+)"/g, "$1") };
}

export const html = (status: number, body: string): Reply => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Emulator</title><body>${body}</body></html>`,
});

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text made safe for an HTML document or attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c);

/** The whole body of a request as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
