import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { RemoteEndpoint } from "../../src/instances/endpoint.ts";

/** A request as a hunting API received it. */
export interface ReceivedRequest {
  readonly url: string | undefined;
  readonly method: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A hunting API on loopback that answers as a test says. */
export interface HuntingService {
  readonly origin: string;
  readonly received: ReceivedRequest[];
  /** How the coming requests are answered: one function each, the last one for all that follow. */
  answer(...answers: readonly Answer[]): void;
  endpoint(kind: "graph" | "mde", changes?: Partial<RemoteEndpoint>): RemoteEndpoint;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse) => void;

/** An answer of that status; objects become JSON. */
export function reply(status: number, body: string | object, headers: Readonly<Record<string, string>> = {}): Answer {
  const content = typeof body === "string" ? body : JSON.stringify(body);
  return (response) => void response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(content);
}

export async function startHuntingService(): Promise<HuntingService> {
  const received: ReceivedRequest[] = [];
  let script: Answer[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const { url, method, headers } = request;
    received.push({ url, method, headers, body: await text(request) });
    const answer = script.length > 1 ? script.shift() : script[0];
    answer?.(response);
  };
  const server = createServer((request, response) => void receive(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    origin,
    received,
    answer(...answers) {
      script = [...answers];
      received.length = 0;
    },
    endpoint: (kind, changes = {}) => ({ ...endpointOf(kind, origin), ...changes }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function endpointOf(kind: "graph" | "mde", origin: string): RemoteEndpoint {
  const permission = kind === "graph" ? "ThreatHunting.Read.All" : "AdvancedQuery.Read";
  return {
    kind,
    url: `${origin}${kind === "graph" ? "/v1.0/security/runHuntingQuery" : "/api/advancedqueries/run"}`,
    origin,
    authority: "https://login.example/tenant",
    audience: origin,
    delegatedScopes: [`${origin}/${permission}`],
    applicationScopes: [`${origin}/.default`],
    permissions: {
      delegated: [permission],
      application: [kind === "graph" ? permission : "AdvancedQuery.Read.All"],
    },
    timeoutMs: 3_600_000,
  };
}
