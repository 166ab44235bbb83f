import { CORE_SCHEMA, loadAll, mergeTag, YAMLException } from "js-yaml";
import type { z } from "zod";
import { quoted } from "../../visible-text.ts";
import type { LibraryQuery } from "../library-query.ts";
import { TemplateError } from "../template/format-string.ts";
import { queryFromDefinition } from "./query-definition.ts";
import { queryFileSchema, sourceSchema } from "./query-file-schema.ts";

/** What a file gave. `foreign` is true when it is for other products and nothing in it was looked at. */
export interface FileReading {
  readonly queries: readonly LibraryQuery[];
  readonly warnings: readonly string[];
  readonly foreign: boolean;
}

/** MSTICPy's names for Microsoft Defender, in lower case. */
const environments: ReadonlySet<string> = new Set(["mde", "mdatp", "m365d", "m365dgraph", "graphhunting"]);
const NAME = /^[A-Za-z_]\w*$/;
const FAMILY = /^\w+(?:\.\w+)*$/;
const LONGEST_NAME = 80;
const MOST_ALIASES = 1000;
const schema = CORE_SCHEMA.withTags(mergeTag);

/**
 * The queries of a file in MSTICPy's YAML format. Never fails: what cannot be used is a warning that names file and query.
 * @param isTable tells the names of hunting tables, for the list of tables that a query reads.
 */
export function readQueryFile(text: string, path: string, isTable: (name: string) => boolean): FileReading {
  const nothing = { queries: [], foreign: false };
  const content = parsed(text);
  if (typeof content === "string") return { ...nothing, warnings: [`${path}: ${content}; the file is left out.`] };
  const { metadata, defaults, sources } = content;
  if (!metadata.data_environments.some(isDefender)) return { ...nothing, warnings: [], foreign: true };
  const queries: LibraryQuery[] = [];
  const warnings: string[] = [];
  for (const [name, body] of Object.entries(sources)) {
    try {
      queries.push(queryOf(name, body));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      warnings.push(`${path}, query ${quoted(name, LONGEST_NAME)}: ${error.message}; the query is left out.`);
    }
  }
  return { queries, warnings, foreign: false };

  function queryOf(name: string, body: unknown): LibraryQuery {
    if (!NAME.test(name)) throw new TemplateError("its name is not made of letters, digits and underscores");
    const source = sourceSchema.safeParse(body);
    if (!source.success) throw new TemplateError(problemOf(source.error));
    const families = source.data.metadata?.data_families ?? metadata.data_families;
    const definition = {
      name,
      source: source.data,
      families: families.filter((family) => FAMILY.test(family)),
      defaults: defaults?.parameters ?? {},
      path,
    };
    return queryFromDefinition(definition, isTable);
  }
}

const isDefender = (environment: string) => environments.has(environment.replace(/^.*\./, "").toLowerCase());

function parsed(text: string): z.infer<typeof queryFileSchema> | string {
  try {
    const documents = documentsIn(text);
    if (documents.length !== 1) return `${documents.length} YAML documents instead of one`;
    const content = queryFileSchema.safeParse(documents[0]);
    return content.success ? content.data : problemOf(content.error);
  } catch (error) {
    const line = error instanceof YAMLException && error.mark ? ` (line ${error.mark.line + 1})` : "";
    return `not valid YAML${line}`;
  }
}

function documentsIn(text: string): readonly unknown[] {
  try {
    return loadAll(text, { schema, maxAliases: MOST_ALIASES });
  } catch (error) {
    // Python's parser takes tabs before the lines of a folded text, and files of MSTICPy have them.
    const spaced = text.replaceAll(/^[ \t]*\t/gm, (indent) => indent.replaceAll("\t", "        "));
    if (spaced === text) throw error;
    return loadAll(spaced, { schema, maxAliases: MOST_ALIASES });
  }
}

function problemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue?.path.map(String).join(".") ?? "";
  return place === "" ? "not a mapping" : `${quoted(place, LONGEST_NAME)} is missing or of the wrong kind`;
}
