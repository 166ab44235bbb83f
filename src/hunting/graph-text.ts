import { isObject, type JsonObject } from "../defender/reply-schema.ts";
import type { JsonValue } from "../table/table.ts";

/** The text at a path of properties; empty when there is none. */
export function textAt(object: JsonObject, ...path: readonly string[]): string {
  let value: JsonValue | undefined = object;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** The objects in a list property. */
export function objectsAt(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}
