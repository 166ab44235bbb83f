import type { JsonValue } from "../table/table.ts";
import { visible, visibleLines } from "../visible-text.ts";

/**
 * Data as the JSON of a structured answer: hidden characters of all texts and names shown as `\u{hex}` (line breaks and tabs, which JSON
 * escapes anyway, stay), undefined members left out, anything else that JSON lacks null.
 */
export function visibleValue(value: unknown): JsonValue {
  if (typeof value === "string") return visibleLines(value);
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (Array.isArray(value)) return value.map(visibleValue);
  return typeof value === "object" && value !== null ? visibleObject(value) : null;
}

/** {@link visibleValue} of an object. */
export function visibleObject(value: object): Record<string, JsonValue> {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [visible(name), visibleValue(member)]));
}
