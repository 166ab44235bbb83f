import type { IncomingMessage } from "node:http";
import { isJsonContentType } from "@modelcontextprotocol/server";
import type { Refusal } from "./refusal.ts";

/** A body, parsed, or why it was not. */
export type JsonBody =
  { readonly kind: "json"; readonly body: unknown } | { readonly kind: "refused"; readonly refusal: Refusal };

const PARSE_ERROR = -32_700;
const utf8 = new TextDecoder("utf-8", { fatal: true });
const MOST_LEVELS = 64;
const tooDeep: Refusal = { status: 400, message: `The body nests deeper than ${MOST_LEVELS} levels.` };
// The rest of a refused body is not read, so the connection cannot carry another request.
const closing = { connection: "close" };

/** Reads a JSON body of at most `maxBytes` bytes; stops reading at the limit. */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<JsonBody> {
  const { headers } = request;
  if (!isJsonContentType(headers["content-type"] ?? null) || headers["content-encoding"] !== undefined) {
    return refused({
      status: 415,
      message: "The body must be application/json without content encoding.",
      headers: closing,
    });
  }
  const bytes = Number(headers["content-length"] ?? 0) > maxBytes ? undefined : await readAtMost(request, maxBytes);
  if (bytes === undefined) {
    return refused({ status: 413, message: `The body is larger than ${maxBytes} bytes.`, headers: closing });
  }
  try {
    const body: unknown = JSON.parse(utf8.decode(bytes));
    return nestsDeeper(body, MOST_LEVELS) ? refused(tooDeep) : { kind: "json", body };
  } catch {
    return refused({ status: 400, code: PARSE_ERROR, message: "Parse error: the body is not JSON in UTF-8." });
  }
}

async function readAtMost(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop must not destroy the socket: the refusal is still to be sent over it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes: Uint8Array = chunk;
    length += bytes.byteLength;
    if (length > maxBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

// Whatever walks a message later may do so by recursion.
function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => nestsDeeper(member, levels - 1));
}

const refused = (refusal: Refusal): JsonBody => ({ kind: "refused", refusal });
