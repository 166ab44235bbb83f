import { z } from "zod";
import type { JsonValue } from "../../table/table.ts";

const names = z.union([z.string().transform((name) => [name]), z.array(z.string())]);
const jsonValue: z.ZodType<JsonValue> = z.json();

const parameterSchema = z.looseObject({
  description: z.string().nullish(),
  type: z.string().nullish(),
  default: jsonValue.nullish(),
  format: z.string().nullish(),
  aliases: names.nullish(),
});

const parameters = z.record(z.string(), parameterSchema.partial()).nullish();

/** A query in a file of MSTICPy's structure. */
export const sourceSchema = z.looseObject({
  description: z.string().nullish(),
  metadata: z.looseObject({ data_families: names.nullish() }).nullish(),
  args: z.looseObject({ query: z.string().min(1) }),
  parameters,
  query_macros: z.record(z.string(), z.looseObject({ value: z.string().nullish() })).nullish(),
});

/** A file of MSTICPy's structure; each of its `sources` is checked on its own, so that one mistake costs one query. */
export const queryFileSchema = z.looseObject({
  metadata: z.looseObject({ data_environments: names, data_families: names }),
  defaults: z.looseObject({ parameters }).nullish(),
  sources: z.record(z.string(), z.unknown()),
});

export type Source = z.infer<typeof sourceSchema>;
export type SourceParameters = NonNullable<z.infer<typeof parameters>>;
export type SourceParameter = SourceParameters[string];
