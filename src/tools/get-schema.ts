import { z } from "zod";
import { UserError } from "../errors.ts";
import type { CallContext } from "../hunting/hunter.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import { schemaIndex, schemaOutput, schemaSearch, schemaTables, type SchemaAnswer } from "./schema-answer.ts";
import { unknownText } from "./schema-text.ts";
import { defineTool, type ToolDeps } from "./tool.ts";

/** Five full tables are about 30 KB of text. */
const MOST_TABLES = 5;
const LONGEST_NAME = 128;

const input = z.strictObject({
  tables: z.array(z.string().max(LONGEST_NAME)).min(1).max(MOST_TABLES).optional().describe("Names, for all columns"),
  search: z.string().max(200).optional().describe("Words, e.g. usb or failed sign-in"),
  instance: z.string().optional().describe("Ask this tenant for its own columns of tables"),
});

const UNLISTED = "The tenant does not list its tables: this is the bundled schema.";

type Wish = z.infer<typeof input>;

export const getSchemaTool = defineTool({
  name: "get_schema",
  title: "Get schema",
  description:
    "Hunting tables: an index without arguments, tables and columns by search words, or full columns with types and pitfalls by table names. Costs no quota unless instance is given.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input,
  output: schemaOutput,
  aliases: { table_names: "tables", tableNames: "tables", query: "search", keyword: "search" },
  async run(wish, deps, call) {
    return { kind: "schema", data: await getSchema(wish, deps, call) };
  },
});

/**
 * The tables of `tables` in full, else those that `search` finds, else the index; as the tenant has them where `instance` is given.
 * @throws UserError when none of the named tables exists, with what they may stand for.
 */
export async function getSchema(
  wish: Wish,
  deps: Pick<ToolDeps, "schema" | "instances">,
  call: CallContext,
): Promise<SchemaAnswer> {
  if (wish.instance === undefined) return answerFrom(deps.schema.bundled(), wish);
  const instance = deps.instances.resolve(wish.instance);
  const known = deps.schema.of(instance);
  const asked = (wish.tables ?? []).map((name) => known.findTable(name)?.name ?? name);
  const { catalogue, notes } = await deps.schema.refresh(instance, asked, call);
  const answer = answerFrom(catalogue, wish, notes);
  const isListed = wish.tables !== undefined || catalogue.tables.some(({ source }) => source.kind === "live");
  return { instance: instance.name, ...answer, notes: [...notes, ...(isListed ? [] : [UNLISTED]), ...answer.notes] };
}

function answerFrom(catalogue: Catalogue, { tables, search, instance }: Wish, notes: readonly string[] = []) {
  if (tables === undefined) return search === undefined ? schemaIndex(catalogue) : schemaSearch(catalogue, search);
  const answer = schemaTables(catalogue, tables);
  if (answer.tables?.length === 0) throw noTable(answer, notes, instance !== undefined);
  return answer;
}

function noTable({ unknown = [] }: SchemaAnswer, notes: readonly string[], asked: boolean): UserError {
  return new UserError([...unknown.map(unknownText), ...notes].join(" "), {
    nextStep: asked
      ? "Call get_schema with search, or without arguments for the index."
      : "Call get_schema with search, or with instance where the table is the tenant's own.",
  });
}
