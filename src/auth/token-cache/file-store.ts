import { rm } from "node:fs/promises";
import { SignInError } from "../../errors.ts";
import { withFileLock } from "./file-lock.ts";
import { parseCache } from "./merge-caches.ts";
import { prepareFolder, readPrivate, setAside, writePrivate } from "./private-file.ts";
import { seal, unseal } from "./seal.ts";
import { createTurns, type TokenStore } from "./token-store.ts";

/** How the text of a cache becomes the bytes of its file. */
export interface CacheForm {
  write(text: string): Uint8Array;
  /** Undefined for bytes that are damaged. @throws SignInError for a file of another program. */
  read(bytes: Buffer): string | undefined;
}

/** Encrypted; a file of another key or partition counts as damaged. */
export const encryptedForm = (key: Uint8Array, partition: string): CacheForm => ({
  write: (text) => seal(text, key, partition),
  read: (bytes) => unseal(bytes, key, partition),
});

/** The JSON that MSAL for Python writes too. */
export const plainForm = (path: string): CacheForm => ({
  write: (text) => Buffer.from(text, "utf8"),
  read(bytes) {
    const text = bytes.toString("utf8");
    if (/^\s*\{/.test(text)) return text;
    throw new SignInError(
      `The token cache ${path} is not plain JSON; MSTICPy encrypts its own unless told otherwise.`,
      {
        nextStep: "Set TokenCachePath to another file, or TokenCache to encrypted-file.",
      },
    );
  },
});

/**
 * Tokens in a file, shared by processes of one user. A cache that cannot be read is renamed to `.bad`, never deleted, and a new sign-in
 * begins.
 * @param tell takes what the person should know of that.
 */
export function createFileStore(path: string, form: CacheForm, tell: (notice: string) => void): TokenStore {
  const inTurn = createTurns();
  const load = async (): Promise<string | undefined> => {
    const bytes = await readPrivate(path);
    if (bytes === undefined || bytes.length === 0) return undefined;
    const text = form.read(bytes);
    if (text !== undefined && parseCache(text) !== undefined) return text;
    tell(
      `The token cache ${path} cannot be read (damaged, or of another key) and was set aside as ${await setAside(path)}.`,
    );
    return undefined;
  };
  const save = async (content: string | undefined): Promise<void> =>
    content === undefined ? rm(path, { force: true }) : writePrivate(path, form.write(content));
  return {
    exclusively: (operation) =>
      inTurn(async () => {
        await prepareFolder(path);
        return withFileLock(`${path}.lock`, async () => operation({ content: await load(), save }));
      }),
  };
}
