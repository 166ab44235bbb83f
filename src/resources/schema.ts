import { UserError } from "../errors.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import { schemaIndex, schemaTables } from "../tools/schema-answer.ts";
import { unknownText } from "../tools/schema-text.ts";
import type { FixedResource, ResourceFamily } from "./resource.ts";

const DAY_MS = 86_400_000;

// The same for everyone and as old as this version: get_schema with an instance shows a tenant's own.
const bundled = { mimeType: "text/plain", ttlMs: DAY_MS };

/** `hunting://schema`: every hunting table with its line. @param catalogue the bundled one, read at first use. */
export function schemaIndexResource(catalogue: () => Catalogue) {
  return {
    name: "schema",
    title: "Hunting tables",
    description: "Index of the advanced hunting tables and functions, with what each is for.",
    ...bundled,
    uri: "hunting://schema",
    read: () => Promise.resolve({ kind: "schema" as const, data: schemaIndex(catalogue()) }),
  } satisfies FixedResource;
}

/** `hunting://schema/{table}`: columns and pitfalls of a table. @param catalogue the bundled one, read at first use. */
export function schemaTableResource(catalogue: () => Catalogue) {
  return {
    name: "schema-table",
    title: "Hunting table",
    description: "Columns of a hunting table with types, descriptions and pitfalls.",
    ...bundled,
    uriPrefix: "hunting://schema/",
    variable: "table",
    list: () => Promise.resolve(catalogue().tables.map(({ name, summary }) => ({ id: name, description: summary }))),
    complete: (typed: string) =>
      catalogue()
        .tables.map(({ name }) => name)
        .filter((name) => name.toLowerCase().startsWith(typed.toLowerCase())),
    async read(name: string) {
      const data = schemaTables(catalogue(), [name]);
      const [unknown] = data.unknown ?? [];
      if (unknown === undefined) return { kind: "schema" as const, data };
      throw new UserError(unknownText(unknown), { nextStep: "Read hunting://schema for the names of all tables." });
    },
  } satisfies ResourceFamily;
}
