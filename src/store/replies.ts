import type { Reply } from "./redis-link.ts";

/** The texts of a list. */
export const textsOf = (reply: Reply | undefined): readonly string[] =>
  Array.isArray(reply) ? reply.map((text: Reply) => String(text)) : [];

/** The fields of a hash as RESP 2 answers it: field, value, field, value … */
export function textFields(reply: Reply | undefined): readonly (readonly [field: string, value: Buffer])[] {
  const flat: readonly Reply[] = Array.isArray(reply) ? reply : [];
  return flat.flatMap((value, i) =>
    i % 2 === 1 && Buffer.isBuffer(value) ? [[String(flat[i - 1]), value] as const] : [],
  );
}
