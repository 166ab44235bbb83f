import { lookupsOf, type Lookup } from "../table/lookups.ts";
import { rowText } from "../table/row-text.ts";
import type { JsonValue } from "../table/table.ts";
import type { TableAnswer } from "../tools/table-answer.ts";
import { visible } from "../visible-text.ts";
import { fenced } from "./fence.ts";
import { outcomeLine } from "./outcomes-text.ts";

/**
 * A table as text: a header of ours, the fence with one JSON array a line (the column names, then the rows) and at its end one JSON object
 * for folded columns and for each lookup, then the notice. Names and values of columns stand nowhere but in the fence.
 */
export function tableText(table: TableAnswer, randomId: () => string): string {
  const lookups = lookupsOf(table.columns, table.rows);
  const data = fenced(linesOf(table, lookups), randomId);
  return [...headerOf(table), ...columnsText(table, lookups), data, table.notice].join("\n");
}

function headerOf(table: TableAnswer): readonly string[] {
  const { stats, truncated } = table;
  return [
    `Instance ${table.instance}${table.tenant_id === undefined ? "" : `, tenant ${table.tenant_id}`}: ${rowsShown(table)}.`,
    `result_id ${table.result_id}, kept until ${table.expires_at}. ${statsText(stats)}`,
    ...(truncated === null ? [] : [`Truncated by ${truncated.by}: ${truncated.hint}`]),
    ...table.warnings.map((warning) => `Warning: ${warning}`),
    ...(table.outcomes ?? []).map(outcomeLine),
    ...(table.next === undefined ? [] : nextText(table.next)),
    ...(table.export === undefined ? [] : [exportText(table.export)]),
  ].map(visible);
}

function nextText({ timespan, period, tables, queries }: NonNullable<TableAnswer["next"]>): readonly string[] {
  const ready = `Queries of the library for these entities: ${queries.join(", ")}; with period ${period} where they take one.`;
  return [`Hunt next with timespan ${timespan} in ${tables.join(", ")}.`, ...(queries.length === 0 ? [] : [ready])];
}

function exportText({ format, rows, bytes, path, uri, parts }: NonNullable<TableAnswer["export"]>): string {
  const inParts =
    parts === undefined ? "" : ` in ${parts} parts to be read and joined in order, ${uri}.1 to ${uri}.${parts}`;
  return `Exported all ${rows} rows as ${format} (${bytes} bytes), kept for a day: ${path === undefined ? "" : `${path}, `}resource ${uri}${inParts}`;
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

/** What the lines of the data are; no column name among it. */
function columnsText({ columns, folded }: TableAnswer, lookups: readonly Lookup[]): readonly string[] {
  const types = columns.filter((_, index) => !isLookedUp(index, lookups)).map((column) => column.type);
  const leftOut = [
    ...(folded === undefined ? [] : ['"folded" has those that are empty or the same in every row']),
    ...(lookups.length === 0 ? [] : ['"per" has those that follow from another column, once for each of its values']),
  ];
  return [
    `Column types: ${repeated(types)}.`,
    ...(leftOut.length === 0
      ? []
      : [`Columns missing from the rows stand at the end of the data: ${leftOut.join("; ")}.`]),
  ];
}

const isLookedUp = (index: number, lookups: readonly Lookup[]): boolean =>
  lookups.some((lookup) => lookup.columns.includes(index));

/** `string, string, long` as `2×string, long`. */
function repeated(types: readonly string[]): string {
  const runs: { type: string; count: number }[] = [];
  for (const type of types) {
    const last = runs.at(-1);
    if (last?.type === type) last.count += 1;
    else runs.push({ type, count: 1 });
  }
  return runs.map(({ type, count }) => (count === 1 ? type : `${count}×${type}`)).join(", ");
}

function linesOf({ columns, rows, folded }: TableAnswer, lookups: readonly Lookup[]): readonly string[] {
  const isShown = (_: unknown, index: number) => !isLookedUp(index, lookups);
  return [
    columns.filter(isShown).map((column) => column.name),
    ...rows.map((row) => row.filter(isShown)),
    ...(folded === undefined ? [] : [{ folded: { empty: folded.empty, constant: folded.constant } }]),
    ...lookups.map((lookup) => lookupJson(lookup, columns)),
  ].map(rowText);
}

function lookupJson({ by, columns: indexes, values }: Lookup, columns: TableAnswer["columns"]): JsonValue {
  const followers = indexes.flatMap((index) => columns[index] ?? []);
  return {
    per: columns[by]?.name ?? "",
    columns: followers.map((column) => column.name),
    types: repeated(followers.map((column) => column.type)),
    values,
  };
}
