import { quoted } from "../visible-text.ts";
import type { FunctionEntry, IndexEntry, SchemaAnswer, TableDefinition, UnknownTable } from "./schema-answer.ts";

const LONGEST_NAME = 60;

/** A schema answer as text: all that its structured form holds, in about half the room. */
export function schemaText({ instance, tables, unknown, index, functions, notes }: SchemaAnswer): string {
  const blocks = [
    ...(instance === undefined ? [] : [`Instance: ${instance}`]),
    ...(tables ?? []).map(tableText),
    ...(index === undefined || index.length === 0 ? [] : [index.map(lineText).join("\n")]),
    ...(functions === undefined ? [] : [`Functions:\n${functions.map(functionText).join("\n")}`]),
    ...(unknown ?? []).map(unknownText),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
  ];
  return blocks.join("\n\n");
}

function tableText(table: TableDefinition): string {
  const { name, summary, status, replaced_by, time_column, source, pitfalls, columns } = table;
  const state = replaced_by === undefined ? status : `${status}, use ${replaced_by}`;
  return [
    `${name}: ${summary}`,
    `Status: ${state}. Time column: ${time_column ?? "none"}. Source: ${source}.`,
    ...(pitfalls.length === 0 ? [] : ["Pitfalls:", ...pitfalls.map((pitfall) => `- ${pitfall}`)]),
    `Columns (${columns.length}):`,
    ...columns.map((column) => `${column.name} ${column.type}${column.description && `: ${column.description}`}`),
  ].join("\n");
}

function lineText({ name, columns, summary, replaced_by, matching_columns }: IndexEntry): string {
  const instead = replaced_by === undefined ? "" : ` (use ${replaced_by})`;
  const matching = matching_columns === undefined ? "" : ` Matching: ${matching_columns.join(", ")}.`;
  return `${name} (${columns} columns)${instead}: ${summary}${matching}`;
}

const functionText = ({ name, summary, example }: FunctionEntry): string => `${name}: ${summary} Example: ${example}`;

/** A sentence about a name that is no table, with what it may stand for. */
export function unknownText({ name, suggestions }: UnknownTable): string {
  const near = suggestions.length === 0 ? "" : ` Did you mean ${suggestions.join(" or ")}?`;
  return `There is no table ${quoted(name, LONGEST_NAME)}.${near}`;
}
