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

/** A file that was written. */
export interface WrittenFile {
  readonly bytes: number;
  /** Where parts begin, in bytes, each at the beginning of a row; the first is 0. */
  readonly parts: readonly number[];
}

/**
 * Writes a table into a new file for its owner alone, in one step as others see it.
 * @param partBytes about the size of its parts.
 * @throws SymbolicLink, and what the file system throws.
 */
export async function writeExport(
  path: string,
  table: Table,
  format: ExportFormat,
  partBytes: number,
): Promise<WrittenFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if ((await lstat(dirname(path))).isSymbolicLink()) throw new SymbolicLink();
  const draft = `${path}.part`;
  // O_EXCL follows no symbolic link and opens no file that somebody else put there.
  const file = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    const parts = [0];
    await writeFile(file, noting(parts, partBytes, chunksOf(linesOf[format](table))));
    const { size } = await file.stat();
    await file.close();
    await rename(draft, path);
    return { bytes: size, parts };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

/** The chunks as they are; `parts` gets the place of each with which a part grows too large. */
function* noting(parts: number[], partBytes: number, chunks: Iterable<Buffer>): Generator<Buffer> {
  let at = 0;
  for (const chunk of chunks) {
    const begin = parts.at(-1) ?? 0;
    if (at > begin && at + chunk.length - begin > partBytes) parts.push(at);
    at += chunk.length;
    yield chunk;
  }
}

/** Bytes of a file from one place to another, as text. */
export async function readRange(path: string, start: number, end: number): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
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
