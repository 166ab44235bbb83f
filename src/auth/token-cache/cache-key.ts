import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { SignInError } from "../../errors.ts";
import type { Redactor } from "../../secrets.ts";
import { KEY_BYTES } from "./seal.ts";

/** The operating system's store of secrets, as far as one key needs it. Its methods reject where there is none, or it is locked. */
export interface Keyring {
  read(): Promise<string | null | undefined>;
  write(secret: string): Promise<void>;
}

const SERVICE = "defender-hunting-mcp";
const ACCOUNT = "token-cache-key";
const KEYRING_LIMIT_MS = 15_000;
const makeKey = "Make one with: openssl rand -base64 32";

/**
 * The key of DEFENDER_HUNTING_CACHE_KEY, or of the file that DEFENDER_HUNTING_CACHE_KEY_FILE names; undefined when neither is set.
 * @throws SignInError when it is not 32 bytes in base64 or hexadecimal form.
 */
export async function configuredKey(
  env: Readonly<Record<string, string | undefined>>,
  redactor: Redactor,
): Promise<Buffer | undefined> {
  const text = env["DEFENDER_HUNTING_CACHE_KEY"];
  if (text !== undefined && text !== "") return parseKey(text, "DEFENDER_HUNTING_CACHE_KEY", redactor);
  const path = env["DEFENDER_HUNTING_CACHE_KEY_FILE"];
  if (path === undefined || path === "") return undefined;
  const content = await readFile(path, "utf8").catch(() => {
    throw new SignInError(`The key file ${path} of the token cache cannot be read.`, {
      nextStep: `Set DEFENDER_HUNTING_CACHE_KEY_FILE to a file with a key. ${makeKey}`,
    });
  });
  return parseKey(content, path, redactor);
}

function parseKey(text: string, source: string, redactor: Redactor): Buffer {
  const clean = text.trim();
  redactor.add(clean);
  const key = /^[\da-f]{64}$/i.test(clean) ? Buffer.from(clean, "hex") : Buffer.from(clean, "base64");
  if (key.length === KEY_BYTES) return key;
  throw new SignInError(`${source} holds no key of ${KEY_BYTES} bytes in base64 or hexadecimal form.`, {
    nextStep: makeKey,
  });
}

/**
 * The key in the operating system's keyring, made at first use.
 * @returns undefined when there is no keyring, or it refuses.
 */
export async function keyringKey(keyring: Keyring | undefined, redactor: Redactor): Promise<Buffer | undefined> {
  try {
    const known = await keyring?.read();
    if (known !== null && known !== undefined) return parseKey(known, "The keyring", redactor);
    const made = randomBytes(KEY_BYTES);
    redactor.add(made.toString("base64"));
    await keyring?.write(made.toString("base64"));
    return keyring === undefined ? undefined : made;
  } catch {
    return undefined;
  }
}

/** The part of @napi-rs/keyring that is used; its own types are absent where the optional package is not installed. */
interface KeyringPackage {
  readonly AsyncEntry: new (
    service: string,
    account: string,
    options: object,
  ) => {
    getPassword(signal: AbortSignal): Promise<string | null | undefined>;
    setPassword(secret: string, signal: AbortSignal): Promise<void>;
  };
}

/** The system's keyring; undefined when the optional package for it is not installed or cannot be loaded here. */
export function openSystemKeyring(): Keyring | undefined {
  try {
    // A failing `import()` of a native module can end the process even inside try; `require` throws.
    const { AsyncEntry }: KeyringPackage = createRequire(import.meta.url)("@napi-rs/keyring");
    // Linux would fall back to the kernel's keyring, which a restart empties.
    const entry = new AsyncEntry(SERVICE, ACCOUNT, { linux: { store: "secret-service" } });
    return {
      read: () => entry.getPassword(AbortSignal.timeout(KEYRING_LIMIT_MS)),
      write: (secret) => entry.setPassword(secret, AbortSignal.timeout(KEYRING_LIMIT_MS)),
    };
  } catch {
    return undefined;
  }
}
