import type { ServerResponse } from "node:http";

/** An answer of the transport itself, given before the request reaches the protocol. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** JSON-RPC error code; -32000 unless given. */
  readonly code?: number;
  /** What is wrong and what to do, free of secrets. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const SERVER_ERROR = -32_000;

/** Answers with the refusal as a JSON-RPC error; the connection closes where the rest of the body will not be read. */
export function refuse(response: ServerResponse, { status, code = SERVER_ERROR, message, headers }: Refusal): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ jsonrpc: "2.0", error: { code, message }, id: null }));
}
