import type { JsonValue } from "../table/table.ts";
import { MalformedReply } from "./malformed-reply.ts";

/** A column as the reply's schema names it. */
export interface SchemaColumn {
  readonly name: string;
  /** The service's label, e.g. `DateTime`; undefined when it sent none. */
  readonly label: string | undefined;
}

export type JsonObject = Readonly<Record<string, JsonValue>>;

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member whose name may differ in case: Graph writes `schema`, Defender for Endpoint `Schema`, and documents differ from both. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  const key = Object.keys(object).find((each) => each.toLowerCase() === name);
  return key === undefined ? undefined : object[key];
}

/**
 * The columns in the schema's order, each name once, because a row cannot hold two values of one name; undefined when there is no schema.
 * @throws MalformedReply when the schema is not a list of names.
 */
export function readSchema(schema: JsonValue | undefined): readonly SchemaColumn[] | undefined {
  if (schema === undefined || schema === null) return undefined;
  if (!Array.isArray(schema)) throw new MalformedReply("bad_schema");
  const columns = new Map<string, SchemaColumn>();
  for (const entry of schema) {
    const column = readColumn(entry);
    if (!columns.has(column.name)) columns.set(column.name, column);
  }
  return [...columns.values()];
}

function readColumn(entry: JsonValue): SchemaColumn {
  const name = isObject(entry) ? memberOf(entry, "name") : undefined;
  if (!isObject(entry) || typeof name !== "string") throw new MalformedReply("bad_schema");
  const label = memberOf(entry, "type");
  return { name, label: typeof label === "string" ? label : undefined };
}
