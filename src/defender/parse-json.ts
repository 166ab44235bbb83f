import type { JsonValue } from "../table/table.ts";
import { MalformedReply, type MalformedReason } from "./malformed-reply.ts";

/**
 * The value of a JSON text.
 * @throws MalformedReply with `otherwise`; the parser's own message is dropped because it quotes the text.
 */
export function parseJson(text: string, otherwise: MalformedReason): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    throw new MalformedReply(otherwise);
  }
}
