import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SignInError, systemCodeOf } from "../../errors.ts";
import { thisProcess } from "./this-process.ts";

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const OTHERS_MAY_WRITE = 0o022;
/** Set on folders that all users share, such as /tmp. */
const STICKY = 0o1000;

/** An unsafe place for tokens: which, why, and the command or setting that ends it. */
const unsafe = (path: string, problem: string, nextStep: string): SignInError =>
  new SignInError(`Tokens are not kept in ${path}: ${problem}.`, { nextStep });

/**
 * Makes the folder of a token file, for its owner alone.
 * @throws SignInError when others could put a file of theirs into it.
 */
export async function prepareFolder(path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER }).catch((error: unknown) => {
    throw unsafe(
      folder,
      `the folder cannot be made (${codeOf(error)})`,
      "Set TokenCachePath to a place that can be written.",
    );
  });
  checkOwner(await lstat(folder), folder);
}

/**
 * The bytes of a token file; undefined when there is none. A file that others may read is closed to them.
 * @throws SignInError for a symbolic link, a file of another user, or one that others may write.
 */
export async function readPrivate(path: string): Promise<Buffer | undefined> {
  // The link itself is refused by the open call, so it cannot be put there between a look and the reading.
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    if (codeOf(error) === "ELOOP")
      throw unsafe(path, "it is a symbolic link", `Remove the link, or set TokenCachePath to the file itself.`);
    throw unsafe(path, `it cannot be read (${codeOf(error)})`, "Check the file's owner and permissions.");
  });
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw unsafe(path, "it is not a file", "Set TokenCachePath to a file.");
    checkOwner(stats, path);
    if (isOpenToOthers(stats)) await file.chmod(OWNER_ONLY_FILE);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Replaces a token file in one step, readable for its owner alone. Only one process may write at a time. @throws SignInError when it cannot. */
export async function writePrivate(path: string, content: Uint8Array): Promise<void> {
  await removeLeftovers(path);
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(draft, "wx", OWNER_ONLY_FILE);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw unsafe(
      path,
      `it cannot be written (${codeOf(error)})`,
      "Free space on the disk, or set TokenCachePath to a place that can be written.",
    );
  }
}

/** Renames a file that cannot be used, so that nothing of it is lost; answers its new name. */
export async function setAside(path: string): Promise<string> {
  const taken = await lstat(`${path}.bad`).then(
    () => true,
    () => false,
  );
  const aside = taken ? `${path}.${randomUUID().slice(0, 8)}.bad` : `${path}.bad`;
  await rename(path, aside);
  await chmod(aside, OWNER_ONLY_FILE);
  return aside;
}

/** Removes drafts that a killed process left behind. */
async function removeLeftovers(path: string): Promise<void> {
  const isDraft = (name: string): boolean => name.startsWith(`${basename(path)}.`) && name.endsWith(".tmp");
  const names = await readdir(dirname(path)).catch((): string[] => []);
  await Promise.all(names.filter(isDraft).map((name) => rm(join(dirname(path), name), { force: true })));
}

const isOpenToOthers = (stats: Stats): boolean => (stats.mode & 0o077) !== 0;

function checkOwner(stats: Stats, path: string): void {
  if (stats.isSymbolicLink()) throw unsafe(path, "it is a symbolic link", "Set TokenCachePath to the place itself.");
  // Windows has no such ids and modes; there the profile's own permissions protect the folder.
  if (thisProcess.uid === undefined) return;
  if (stats.uid !== thisProcess.uid)
    throw unsafe(path, "it belongs to another user", "Set TokenCachePath to a place of your own.");
  if ((stats.mode & OTHERS_MAY_WRITE) !== 0) {
    throw unsafe(
      path,
      "other users may write to it",
      (stats.mode & STICKY) !== 0
        ? "Set TokenCachePath to a folder of your own."
        : `Run "chmod go-w ${path}", or set TokenCachePath to another place.`,
    );
  }
}

const codeOf = (error: unknown): string => systemCodeOf(error) ?? "unknown error";
