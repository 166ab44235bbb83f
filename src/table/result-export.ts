import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { removeOldExports, SymbolicLink, writeExport, type ExportFormat } from "./export-file.ts";
import type { Table } from "./table.ts";

/** A file that holds a whole result. */
export interface ExportedFile {
  /** Generated; no part of it comes from a caller or from rows. */
  readonly name: string;
  /** Absolute path; undefined where callers are not on this machine. */
  readonly path: string | undefined;
  readonly format: ExportFormat;
  readonly rows: number;
  readonly bytes: number;
}

/** Exports of one person. */
export interface ResultExport {
  /** Writes the table into a new file. @throws UserError when export is off or the directory cannot be written. */
  write(table: Table, format: ExportFormat): Promise<ExportedFile>;
  /** The files that were written through this object and still exist, the oldest first. */
  list(): readonly ExportedFile[];
  /** The content of such a file. @throws UserError for any other name, and for a file larger than 10 MB. */
  read(name: string): Promise<string>;
}

export interface ResultExportOptions {
  /** Absolute; undefined turns export off. */
  readonly directory: string | undefined;
  /** Whether callers are told the path. */
  readonly tellsPath: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** At least 96 random bits in hex. */
  readonly randomId: () => string;
  /** Runs `action` after `ms` milliseconds. */
  readonly later: (ms: number, action: () => void) => void;
}

/** Exports are removed after a day: long enough for a shift's report, short for log data on a disk. */
const LIFETIME_MS = 24 * 3_600_000;
const READ_LIMIT = 10_000_000;

/** Exports into one directory, for the owner of the process alone. Old exports, of earlier processes too, are removed at every export. */
export function createResultExport(options: ResultExportOptions): ResultExport {
  const { directory, now, later, tellsPath } = options;
  const written = new Map<string, ExportedFile>();

  async function forgetOld(): Promise<void> {
    if (directory === undefined) return;
    for (const name of await removeOldExports(directory, now() - LIFETIME_MS)) written.delete(name);
  }

  return {
    async write(table, format) {
      if (directory === undefined) throw exportIsOff();
      const name = `hunting-${stampOf(now())}-${options.randomId()}.${format}`;
      const path = join(directory, name);
      const bytes = await writeExport(path, table, format).catch((error: unknown) => {
        throw cannotWrite(tellsPath ? directory : "its directory", error);
      });
      const file = { name, path: tellsPath ? path : undefined, format, rows: table.rowCount, bytes };
      await forgetOld();
      written.set(name, file);
      later(LIFETIME_MS, () => void forgetOld().catch(() => undefined));
      return file;
    },
    list: () => [...written.values()],
    async read(name) {
      const file = written.get(name);
      if (file === undefined || directory === undefined) throw noExport();
      if (file.bytes > READ_LIMIT) throw tooLargeToRead(file.bytes);
      return readFile(join(directory, name), "utf8").catch(() => {
        throw noExport();
      });
    },
  };
}

/** `20260131T235959Z` */
const stampOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;

const exportIsOff = (): UserError =>
  new UserError("Export is off: no directory for it is configured.", {
    nextStep:
      "Page through the result with offset instead, or ask the operator to set export-dir (DEFENDER_HUNTING_EXPORT_DIR).",
  });

function cannotWrite(where: string, error: unknown): unknown {
  const reason = error instanceof SymbolicLink ? "it is a symbolic link" : codeOf(error);
  if (reason === undefined) return error;
  return new UserError(`The export could not be written into ${where}: ${reason}.`, {
    nextStep: "Check that export-dir is a directory that this server may write, no link, with room on its disk.",
    cause: error,
  });
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

const noExport = (): UserError =>
  new UserError("There is no such export: it never existed, was removed, or is a day old.", {
    nextStep: "Export the result again with refine_result.",
  });

const tooLargeToRead = (bytes: number): UserError =>
  new UserError(`The export has ${bytes} bytes; as a resource at most ${READ_LIMIT} are read.`, {
    nextStep: "Open the file itself, or export less: project or filter with the query of refine_result.",
  });
