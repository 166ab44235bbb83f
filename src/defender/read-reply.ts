import { MalformedReply } from "./malformed-reply.ts";
import { parseJson } from "./parse-json.ts";
import { isObject, type JsonObject } from "./reply-schema.ts";
import { createReplyParser, type ParsedReply } from "./reply-parser.ts";

/** How much of a reply has arrived. */
export interface Arrived {
  bytes: number;
  rows: number;
  /** HTTP status, and the service's id of the request, once the headers are there. */
  status?: number;
  requestId?: string | undefined;
}

/**
 * Reads a reply's body as it streams.
 * @param arrived is kept up to date meanwhile.
 * @throws MalformedReply, or what the stream throws when the connection breaks.
 */
export async function readReply(response: Response, maxBytes: number, arrived: Arrived): Promise<ParsedReply> {
  const parser = createReplyParser();
  for await (const chunk of chunksOf(response)) {
    arrived.bytes += chunk.length;
    if (arrived.bytes > maxBytes) throw new MalformedReply("too_large");
    parser.push(chunk);
    arrived.rows = parser.rowCount();
  }
  return parser.finish();
}

/** A JSON object, read as a whole. @throws MalformedReply, or what the stream throws when the connection breaks. */
export async function readObject(
  response: Response,
  maxBytes: number,
  arrived: Arrived,
): Promise<{ document: JsonObject }> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(response)) {
    arrived.bytes += chunk.length;
    if (arrived.bytes > maxBytes) throw new MalformedReply("too_large");
    chunks.push(chunk);
  }
  if (arrived.bytes === 0) throw new MalformedReply("empty");
  const document = parseJson(Buffer.concat(chunks).toString("utf8"), "not_json");
  if (!isObject(document)) throw new MalformedReply("not_json");
  return { document };
}

/** The first `maxBytes` of a body as text; an error's body is short, so more is not read. */
export async function readStart(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(response)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}
