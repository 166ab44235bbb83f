import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { LibraryQuery } from "../library-query.ts";
import { readQueryFile } from "./read-query-file.ts";

/** What the files of a team gave. */
export interface TeamQueries {
  readonly queries: readonly LibraryQuery[];
  readonly warnings: readonly string[];
}

const MOST_FILES = 500;
const MOST_BYTES = 1024 * 1024;
const MOST_NAMES = 5;

/**
 * Reads query files, and folders with all below them, in MSTICPy's YAML format. Never fails: what cannot be used is a warning.
 * @param paths absolute.
 */
export async function readQueryPaths(
  paths: readonly string[],
  isTable: (name: string) => boolean,
): Promise<TeamQueries> {
  const warnings: string[] = [];
  const found = await Promise.all(paths.map((path) => yamlFilesAt(path, warnings)));
  const files = [...new Set(found.flat())];
  if (files.length > MOST_FILES) warnings.push(`Of ${files.length} query files only the first ${MOST_FILES} are read.`);
  const queries: LibraryQuery[] = [];
  const foreign: string[] = [];
  for (const path of files.slice(0, MOST_FILES)) {
    const text = await textOf(path, warnings);
    if (text === undefined) continue;
    const reading = readQueryFile(text, path, isTable);
    queries.push(...reading.queries);
    warnings.push(...reading.warnings);
    if (reading.foreign) foreign.push(basename(path));
  }
  return { queries, warnings: foreign.length === 0 ? warnings : [...warnings, foreignWarning(foreign)] };
}

async function yamlFilesAt(path: string, warnings: string[]): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    // With file types: without them links to folders are followed, round and round.
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name));
    return files.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
  } catch (error) {
    warnings.push(`${path}: the queries there cannot be read${codeOf(error)}.`);
    return [];
  }
}

async function textOf(path: string, warnings: string[]): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size <= MOST_BYTES) return await readFile(path, "utf8");
    warnings.push(`${path}: ${size} bytes are too many (at most ${MOST_BYTES}); the file is left out.`);
  } catch (error) {
    warnings.push(`${path}: the file cannot be read${codeOf(error)}.`);
  }
  return undefined;
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? ` (${String(error.code)})` : "");

function foreignWarning(files: readonly string[]): string {
  const names = files.slice(0, MOST_NAMES).join(", ") + (files.length > MOST_NAMES ? ", …" : "");
  return `Query files for other products than Microsoft Defender are left out (${files.length}): ${names}.`;
}
