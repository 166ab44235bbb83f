import type { IncomingMessage, ServerResponse } from "node:http";

const ALLOWED_HEADERS =
  "authorization, content-type, accept, last-event-id, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name";
const EXPOSED_HEADERS = "mcp-session-id, www-authenticate, retry-after, x-request-id";
const PREFLIGHT_SECONDS = "600";

/**
 * Lets pages of the listed origins read answers; no other origin gets a header, and credentials in cookies are never asked for.
 * @returns true when the request was a preflight, which is now answered.
 */
export function answerCors(request: IncomingMessage, response: ServerResponse, origins: ReadonlySet<string>): boolean {
  const { origin } = request.headers;
  if (origins.size > 0) response.setHeader("vary", "Origin");
  const isListed = origin !== undefined && origins.has(origin);
  if (isListed) {
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-expose-headers", EXPOSED_HEADERS);
  }
  if (request.method !== "OPTIONS" || !isListed) return false;
  response.writeHead(204, {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": ALLOWED_HEADERS,
    "access-control-max-age": PREFLIGHT_SECONDS,
  });
  response.end();
  return true;
}
