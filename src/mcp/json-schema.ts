import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { z } from "zod";

/**
 * A zod object as the SDK lists it. Checking is not the SDK's: arguments are checked by the boundary, whose sentences a model can act on,
 * and an answer must never be lost because it does not fit its own schema (tests see to that).
 */
export function listedSchema(schema: z.ZodObject): StandardSchemaWithJSON {
  const json = leanJsonSchema(schema);
  return {
    "~standard": {
      version: 1,
      vendor: "defender-hunting-mcp",
      validate: (value) => ({ value }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}

/** JSON Schema (2020-12, the default where no dialect is named) without what says nothing to its reader. */
export function leanJsonSchema(schema: z.ZodObject): Record<string, unknown> {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override({ jsonSchema }) {
      delete jsonSchema.readOnly;
      delete jsonSchema.propertyNames;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return json;
}
