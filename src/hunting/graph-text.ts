import { isObject, type JsonObject } from "../defender/reply-schema.ts";
import type { JsonValue } from "../table/table.ts";

/** What stands at a path of properties; null when nothing does. */
export function valueAt(object: JsonObject, ...path: readonly string[]): JsonValue {
  let value: JsonValue | undefined = object;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return value ?? null;
}

/** The text at a path of properties; empty when there is none. */
export function textAt(object: JsonObject, ...path: readonly string[]): string {
  const value = valueAt(object, ...path);
  return typeof value === "string" ? value : "";
}

/** The objects in a list property. */
export function objectsAt(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The texts in a list property. */
export function textsAt(object: JsonObject, name: string): readonly string[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
