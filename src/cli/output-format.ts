import { csvLines } from "../table/csv.ts";
import { jsonRows } from "../table/json-rows.ts";
import type { Table } from "../table/table.ts";
import { outputFormats, type OutputFormat } from "./commands.ts";
import type { Terminal } from "./terminal.ts";
import { textTable } from "./text-table.ts";

/** Characters written at a time. */
const CHUNK = 65_536;

/** Prints all rows of a table in the form that `--format` asks for. */
export async function printTable(table: Table, format: string | undefined, terminal: Terminal): Promise<void> {
  let chunk = "";
  for (const text of textsOf(table, outputFormats.find((known) => known === format) ?? "table", terminal.width)) {
    chunk += text;
    if (chunk.length < CHUNK) continue;
    await terminal.print(chunk);
    chunk = "";
  }
  await terminal.print(chunk);
}

/** The output in pieces, with its line ends. @param width of the terminal, where there is one. */
export function* textsOf(table: Table, format: OutputFormat, width?: number): Generator<string> {
  if (format === "csv") yield* csvLines(table);
  else if (format === "json") yield* jsonArray(table);
  else for (const line of format === "ndjson" ? jsonRows(table) : textTable(table, width)) yield `${line}\n`;
}

function* jsonArray(table: Table): Generator<string> {
  let before = "[\n  ";
  for (const row of jsonRows(table)) {
    yield before + row;
    before = ",\n  ";
  }
  yield table.rowCount === 0 ? "[]\n" : "\n]\n";
}
