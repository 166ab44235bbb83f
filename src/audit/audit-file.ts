import { constants, type BigIntStats } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError, systemCodeOf } from "../errors.ts";

/** A file that lines are appended to. */
export interface AuditFile {
  /** Writes one line, without its end, by one call of the system; lines are written in the order of the calls. @throws what the system says. */
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

export interface AuditFileOptions {
  /** Absolute. */
  readonly path: string;
  /** Whether a line counts as written only when it is on the disk. */
  readonly isDurable: boolean;
}

const OWNER_ONLY = 0o600;
const OTHERS_MAY_WRITE = 0o022;
// Not blocking, so that a pipe without a reader is refused instead of waited for.
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/**
 * Opens the file for appending; a new one is its owner's alone. Before each line the path is looked at: once the file was moved away or
 * removed, a new one is begun there, so that rotating it needs no signal.
 * @throws ConfigError when it cannot be written, is a symbolic link or a folder, or may be written by others.
 */
export async function openAuditFile({ path, isDurable }: AuditFileOptions): Promise<AuditFile> {
  let current: OpenFile | undefined = await openChecked(path);
  let queue: Promise<unknown> = Promise.resolve();
  // A line that was cut off by a full disk gets its end before the next one.
  let isTorn = false;

  async function write(line: string): Promise<void> {
    if (current !== undefined && !(await isStillThere(current, path))) {
      const moved = current;
      current = undefined;
      await moved.handle.close();
    }
    current ??= await openChecked(path);
    const bytes = Buffer.from(`${isTorn ? "\n" : ""}${line}\n`);
    const { bytesWritten } = await current.handle.write(bytes);
    isTorn = bytesWritten > 0 ? bytesWritten < bytes.length : isTorn;
    if (bytesWritten < bytes.length) throw new Error(`${bytesWritten} of ${bytes.length} bytes were written`);
    if (isDurable && current.stats.isFile()) await current.handle.datasync();
  }

  return {
    append(line) {
      const turn = queue.then(() => write(line));
      queue = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await queue;
      await current?.handle.close();
    },
  };
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
}

async function openChecked(path: string): Promise<OpenFile> {
  // The link itself is refused by the open call, so it cannot be put there between a look and the writing. Windows has no such flag.
  const handle = await open(path, APPEND | (constants.O_NOFOLLOW ?? 0), OWNER_ONLY).catch((cause: unknown) => {
    throw unusable(path, whyNotOpened(path, systemCodeOf(cause)), cause);
  });
  const stats = await handle.stat({ bigint: true });
  const problem = problemOf(stats);
  if (problem === undefined) return { handle, stats };
  await handle.close();
  throw unusable(path, problem);
}

async function isStillThere({ stats }: OpenFile, path: string): Promise<boolean> {
  const now = await stat(path, { bigint: true }).catch(() => undefined);
  return now !== undefined && now.ino === stats.ino && now.dev === stats.dev;
}

function problemOf(stats: BigIntStats): string | undefined {
  if (stats.isCharacterDevice()) return undefined;
  if (!stats.isFile()) return "it is not a file";
  // Windows has no such modes; there the folder's permissions protect the file.
  const isOpen = process.platform !== "win32" && (Number(stats.mode) & OTHERS_MAY_WRITE) !== 0;
  return isOpen ? "other users may write to it" : undefined;
}

function whyNotOpened(path: string, code = "unknown error"): string {
  if (code === "ENOENT") return `there is no folder ${dirname(path)}`;
  if (code === "ELOOP") return "it is a symbolic link";
  return code === "EISDIR" ? "it is a folder" : `it cannot be opened (${code})`;
}

function unusable(path: string, problem: string, cause?: unknown): ConfigError {
  const nextStep = "Set audit-file to a file in an existing folder, for this server's user alone.";
  return new ConfigError(`The audit cannot be written to ${path}: ${problem}.`, { nextStep, cause });
}
