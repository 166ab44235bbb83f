import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { csvLines } from "./csv.ts";
import { jsonRows } from "./json-rows.ts";
import type { Table } from "./table.ts";

export const exportFormats = ["csv", "ndjson", "json"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The directory of exports is a link, which somebody else may point elsewhere. */
export class SymbolicLink extends Error {}

/** Characters that are gathered before they are written. */
const CHUNK_CHARS = 65_536;
const OWN_NAME = /^hunting-\d{8}T\d{6}Z-[\da-f]{16,64}\.(?:csv|ndjson|json)(?:\.part)?$/;

function* jsonLines(table: Table): Generator<string> {
  yield "[";
  let separator = "\n";
  for (const row of jsonRows(table)) {
    yield separator + row;
    separator = ",\n";
  }
  yield "\n]\n";
}

function* ndjsonLines(table: Table): Generator<string> {
  for (const row of jsonRows(table)) yield `${row}\n`;
}

const linesOf: Readonly<Record<ExportFormat, (table: Table) => Iterable<string>>> = {
  csv: csvLines,
  ndjson: ndjsonLines,
  json: jsonLines,
};

/**
 * Writes a table into a new file for its owner alone, in one step as others see it. Answers its bytes.
 * @throws SymbolicLink, and what the file system throws.
 */
export async function writeExport(path: string, table: Table, format: ExportFormat): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if ((await lstat(dirname(path))).isSymbolicLink()) throw new SymbolicLink();
  const draft = `${path}.part`;
  // O_EXCL follows no symbolic link and opens no file that somebody else put there.
  const file = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await writeFile(file, chunksOf(linesOf[format](table)));
    const { size } = await file.stat();
    await file.close();
    await rename(draft, path);
    return size;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

/** Lines gathered, so that a table is never in memory as text as a whole, and not every row is a call to the system. */
function* chunksOf(lines: Iterable<string>): Generator<Buffer> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_CHARS) continue;
    yield Buffer.from(chunk);
    chunk = "";
  }
  yield Buffer.from(chunk);
}

/**
 * Removes exports last written before `before` (milliseconds since 1970), also those of earlier processes; answers their names. Files of
 * other names, links and folders are left alone.
 */
export async function removeOldExports(directory: string, before: number): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of (await readdir(directory)).filter((each) => OWN_NAME.test(each))) {
    const path = join(directory, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isFile() !== true || stats.mtimeMs > before) continue;
    await rm(path, { force: true });
    removed.push(name);
  }
  return removed;
}
