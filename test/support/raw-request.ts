import { request } from "node:http";

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  /** Exactly the headers to send; Host is not added. An array sends the header several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends a request whose headers no client library touches, over a connection of its own. */
export function rawRequest(
  url: string,
  { method = "GET", path, headers = {}, body }: RawRequest,
): Promise<RawResponse> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, method, path: path ?? pathname, setHost: false, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
    sent.on("error", reject).end(body);
  });
}

/** Headers of a JSON request to the endpoint, with the Host that the address has. */
export const jsonHeaders = (url: string): Record<string, string> => ({
  host: new URL(url).host,
  accept: "application/json, text/event-stream",
  "content-type": "application/json",
});

/** An initialize request of the 2025 era. */
export const INITIALIZE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
});
