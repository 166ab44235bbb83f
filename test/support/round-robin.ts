import { once } from "node:events";
import { request, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "./emulator/listener.ts";

/** A plain reverse proxy that sends each request to the next replica. */
export interface RoundRobin {
  /** The address of the endpoint behind it. */
  readonly url: string;
  /** How many requests each replica was sent and took. */
  readonly taken: readonly number[];
  close(): Promise<void>;
}

interface Target {
  readonly origin: URL;
  readonly index: number;
}

/** @param endpoints addresses of the replicas' endpoints. A replica that refuses the connection is passed over, one that breaks it off is a 502. */
export async function startRoundRobin(endpoints: readonly string[]): Promise<RoundRobin> {
  const targets = endpoints.map((endpoint, index): Target => ({ origin: new URL(endpoint), index }));
  const taken = endpoints.map(() => 0);
  let next = 0;
  const answer = async (received: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of received) chunks.push(chunk);
    const first = next;
    next += 1;
    for (let turn = 0; turn < targets.length; turn += 1) {
      const target = targets[(first + turn) % targets.length];
      if (target !== undefined && (await forward(received, Buffer.concat(chunks), target, response))) {
        taken[target.index] = (taken[target.index] ?? 0) + 1;
        return;
      }
    }
    response.writeHead(502).end();
  };
  const listener = await listen((received, response) => void answer(received, response));
  return { url: `http://127.0.0.1:${listener.port}/mcp`, taken, close: () => listener.close() };
}

/** False when nobody listens there. */
async function forward(
  { url, method, headers }: IncomingMessage,
  body: Buffer,
  { origin }: Target,
  response: ServerResponse,
): Promise<boolean> {
  const sent = request({ hostname: origin.hostname, port: origin.port, path: url, method, headers, agent: false });
  response.once("close", () => sent.destroy());
  try {
    sent.end(body);
    const [answered]: [IncomingMessage] = await once(sent, "response").then(([one]) => [one]);
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.once("error", () => response.destroy()).pipe(response);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED") return false;
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  }
  return true;
}
