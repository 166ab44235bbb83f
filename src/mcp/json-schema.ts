import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { z } from "zod";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * A zod object as the SDK lists it. Checking is not the SDK's: arguments are checked by the boundary, whose sentences a model can act on,
 * and an answer must never be lost because it does not fit its own schema (tests see to that).
 */
export function listedSchema(json: JsonSchema): StandardSchemaWithJSON {
  const listed: Record<string, unknown> = { ...json };
  return {
    "~standard": {
      version: 1,
      vendor: "defender-hunting-mcp",
      validate: (value) => ({ value }),
      jsonSchema: { input: () => listed, output: () => listed },
    },
  };
}

/** What our own sentence tells whoever crosses it; in the list it costs every client bytes in every conversation. */
const bounds = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"] as const;

/** The JSON Schema (2020-12, the default where no dialect is named) of a tool's arguments, without what says nothing to its reader. */
export function inputJsonSchema(schema: z.ZodObject): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override({ jsonSchema }) {
      delete jsonSchema.readOnly;
      delete jsonSchema.propertyNames;
      for (const bound of bounds) delete jsonSchema[bound];
    },
  });
  return json;
}

/**
 * The JSON Schema of a tool's answer, one level deep; the members of listed objects are named in a description (`{name, type?}`). No
 * deeper, because every client carries the whole list of tools in its context.
 */
export function outputJsonSchema(schema: z.ZodObject): JsonSchema {
  const members = Object.entries(inputJsonSchema(schema).properties ?? {});
  return { type: "object", properties: Object.fromEntries(members.map(([name, member]) => [name, outlineOf(member)])) };
}

function outlineOf(member: boolean | JsonSchema): JsonSchema {
  if (typeof member === "boolean") return {};
  const { enum: values, description = itemsText(member) } = member;
  const type = typesOf(member);
  return {
    ...(type === undefined ? {} : { type }),
    ...(values === undefined ? {} : { enum: values }),
    ...(description === undefined ? {} : { description }),
  };
}

function typesOf({ type, anyOf = [] }: JsonSchema): JsonSchema["type"] {
  const types = anyOf.flatMap((one) => (typeof one === "object" ? (one.type ?? []) : []));
  return type ?? (types.length === 0 ? undefined : types);
}

function itemsText({ items }: JsonSchema): string | undefined {
  if (typeof items !== "object" || Array.isArray(items) || items.properties === undefined) return undefined;
  const required = new Set(items.required);
  return `{${Object.keys(items.properties)
    .map((name) => (required.has(name) ? name : `${name}?`))
    .join(", ")}}`;
}
