import { getSchema } from "../tools/get-schema.ts";
import type { IndexEntry, SchemaAnswer, TableDefinition } from "../tools/schema-answer.ts";
import { unknownText } from "../tools/schema-text.ts";
import { tableFromRows, type Table } from "../table/table.ts";
import { textOption, type RunCommand } from "./command.ts";
import { commandWords } from "./command-words.ts";
import { exitCodes } from "./exit-codes.ts";
import { printTable } from "./output-format.ts";

/** `schema`: the index of tables, those that a search finds, or the columns of one; what else is known of a table is talk. */
export const runSchema: RunCommand = async ({ positionals, options, deps, terminal, call }) => {
  const tables = positionals.length === 0 ? undefined : [...positionals];
  const wish = { tables, search: textOption(options, "search"), instance: textOption(options, "instance") };
  const answer = await getSchema(wish, deps, call);
  for (const line of talkOf(answer)) terminal.say(commandWords(line));
  const [definition] = answer.tables ?? [];
  const table = definition === undefined ? indexTable(answer.index ?? []) : columnsTable(definition);
  await printTable(table, textOption(options, "format"), terminal);
  return table.rowCount === 0 ? exitCodes.no : exitCodes.ok;
};

function* talkOf({ tables = [], unknown = [], notes }: SchemaAnswer): Generator<string> {
  for (const { name, summary, status, replaced_by, source, pitfalls } of tables) {
    yield `${name} (${status}${replaced_by === undefined ? "" : `, use ${replaced_by}`}; ${source}): ${summary}`;
    for (const pitfall of pitfalls) yield `- ${pitfall}`;
  }
  yield* unknown.map(unknownText);
  yield* notes;
}

const text = (name: string) => ({ name, type: "string" }) as const;

function indexTable(index: readonly IndexEntry[]): Table {
  return tableFromRows(
    [text("Table"), { name: "Columns", type: "int" }, text("Summary"), text("ReplacedBy"), text("MatchingColumns")],
    index.map((entry) => [
      entry.name,
      entry.columns,
      entry.summary,
      entry.replaced_by ?? null,
      entry.matching_columns?.join(" ") ?? null,
    ]),
  );
}

function columnsTable({ columns }: TableDefinition): Table {
  return tableFromRows(
    [text("Column"), text("Type"), text("Description")],
    columns.map(({ name, type, description }) => [name, type, description]),
  );
}
