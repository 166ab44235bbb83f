import { join } from "node:path";
import { UserError, systemCodeOf } from "../errors.ts";
import { readRange, removeOldExports, SymbolicLink, writeExport, type ExportFormat } from "./export-file.ts";
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
  /** Pieces in which it can be read, one after the other: `NAME.1` to `NAME.N`; 1 when `NAME` is read at once. */
  readonly parts: number;
}

/** Exports of one person. */
export interface ResultExport {
  /** Writes the table into a new file. @throws UserError when export is off or the directory cannot be written. */
  write(table: Table, format: ExportFormat): Promise<ExportedFile>;
  /** The files that were written through this object and still exist, the oldest first. */
  list(): readonly ExportedFile[];
  /** The content of such a file, or of one of its parts. @throws UserError for any other name, and for a file that must be read in parts. */
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
  /** About the most bytes that are read at once. */
  readonly partBytes?: number;
}

interface Entry extends ExportedFile {
  /** Its path, whether callers are told or not. */
  readonly file: string;
  readonly begins: readonly number[];
}

/** Exports are removed after a day: long enough for a shift's report, short for log data on a disk. */
const LIFETIME_MS = 24 * 3_600_000;
/** A whole export is in memory as text several times on its way to a client. */
const PART_BYTES = 8_000_000;
const PART_NAME = /^(.+)\.(\d{1,6})$/;

/** Exports into one directory, for the owner of the process alone. Old exports, of earlier processes too, are removed at every export. */
export function createResultExport(options: ResultExportOptions): ResultExport {
  const { directory, now, later, tellsPath, partBytes = PART_BYTES } = options;
  const written = new Map<string, Entry>();

  async function forgetOld(): Promise<void> {
    if (directory === undefined) return;
    for (const name of await removeOldExports(directory, now() - LIFETIME_MS)) written.delete(name);
  }

  return {
    async write(table, format) {
      if (directory === undefined) throw exportIsOff();
      const name = `hunting-${stampOf(now())}-${options.randomId()}.${format}`;
      const path = join(directory, name);
      const { bytes, parts: begins } = await writeExport(path, table, format, partBytes).catch((error: unknown) => {
        throw cannotWrite(tellsPath ? directory : "its directory", error);
      });
      const exported = { name, path: tellsPath ? path : undefined, format, rows: table.rowCount, bytes };
      const entry = { ...exported, parts: begins.length, begins, file: path };
      await forgetOld();
      written.set(name, entry);
      later(LIFETIME_MS, () => void forgetOld().catch(() => undefined));
      return exportedFile(entry);
    },
    list: () => [...written.values()].map(exportedFile),
    async read(asked) {
      const [, ofPart = asked, part] = PART_NAME.exec(asked) ?? [];
      const whole = written.get(asked);
      const { path, start, end } = whole === undefined ? partOf(written.get(ofPart), Number(part)) : rangeOf(whole);
      return readRange(path, start, end).catch(() => {
        throw noExport();
      });
    },
  };
}

interface Range {
  /** Of the file. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** All of a file. @throws UserError when it is read in parts only. */
function rangeOf(entry: Entry): Range {
  if (entry.parts > 1) throw tooLargeToRead(entry);
  return { path: entry.file, start: 0, end: entry.bytes };
}

/** @param part from 1. @throws UserError when there is no such file or part. */
function partOf(entry: Entry | undefined, part: number): Range {
  const start = entry?.begins[part - 1];
  if (entry === undefined || start === undefined) throw noExport();
  return { path: entry.file, start, end: entry.begins[part] ?? entry.bytes };
}

const exportedFile = ({ begins: _begins, file: _file, ...exported }: Entry): ExportedFile => exported;

/** `20260131T235959Z` */
const stampOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;

const exportIsOff = (): UserError =>
  new UserError("Export is off: no directory for it is configured.", {
    nextStep:
      "Page through the result with offset instead, or ask the operator to set export-dir (DEFENDER_HUNTING_EXPORT_DIR).",
  });

function cannotWrite(where: string, error: unknown): unknown {
  const reason = error instanceof SymbolicLink ? "it is a symbolic link" : systemCodeOf(error);
  if (reason === undefined) return error;
  return new UserError(`The export could not be written into ${where}: ${reason}.`, {
    nextStep: "Check that export-dir is a directory that this server may write, no link, with room on its disk.",
    cause: error,
  });
}

const noExport = (): UserError =>
  new UserError("There is no such export: it never existed, was removed, or is a day old.", {
    nextStep: "Export the result again with refine_result.",
  });

const tooLargeToRead = ({ name, bytes, parts }: ExportedFile): UserError =>
  new UserError(`The export has ${bytes} bytes, too many to be read at once.`, {
    nextStep: `Read its ${parts} parts, ${name}.1 to ${name}.${parts}, and join them in this order.`,
  });
