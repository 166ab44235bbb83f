import { rowText } from "../table/row-text.ts";
import type { TableAnswer } from "../tools/table-answer.ts";
import { visible } from "../visible-text.ts";
import { fenced } from "./fence.ts";

/**
 * A table as text: a header of ours, the fence with one JSON array a line (the column names, then the rows) and, when columns are folded,
 * one JSON object at its end, then the notice. Names and values of columns stand nowhere but in the fence.
 */
export function tableText(table: TableAnswer, randomId: () => string): string {
  return [...headerOf(table), fenced(linesOf(table), randomId), table.notice].join("\n");
}

function headerOf(table: TableAnswer): readonly string[] {
  const { stats, truncated } = table;
  return [
    `Instance ${table.instance}${table.tenant_id === undefined ? "" : `, tenant ${table.tenant_id}`}: ${rowsShown(table)}.`,
    `result_id ${table.result_id}, kept until ${table.expires_at}. ${statsText(stats)}`,
    ...(truncated === null ? [] : [`Truncated by ${truncated.by}: ${truncated.hint}`]),
    ...table.warnings.map((warning) => `Warning: ${warning}`),
    `Column types: ${table.columns.map((column) => column.type).join(", ")}.${foldedText(table)}`,
  ].map(visible);
}

function rowsShown({ shown_rows: shown, total_rows: total, offset }: TableAnswer): string {
  if (total === 0) return "no rows matched";
  return shown === total ? `all ${total} rows` : `${shown} of ${total} rows, from offset ${offset}`;
}

function statsText({ elapsed_ms, response_bytes, request_id, service }: TableAnswer["stats"]): string {
  return (
    `${elapsed_ms} ms, ${response_bytes} bytes.` +
    (request_id === undefined ? "" : ` Request id ${request_id}.`) +
    (service === undefined ? "" : ` Service stats: ${rowText(JSON.parse(JSON.stringify(service)))}`)
  );
}

function foldedText({ folded }: TableAnswer): string {
  if (folded === undefined) return "";
  const constant = Object.keys(folded.constant).length;
  return ` The last line of the data names ${folded.empty.length} empty and ${constant} constant columns that the rows leave out.`;
}

function linesOf({ columns, rows, folded }: TableAnswer): readonly string[] {
  return [
    rowText(columns.map((column) => column.name)),
    ...rows.map(rowText),
    ...(folded === undefined ? [] : [rowText({ folded: { empty: folded.empty, constant: folded.constant } })]),
  ];
}
