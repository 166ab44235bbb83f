import { join } from "node:path";
import type { StrategyContext } from "../strategy.ts";
import { configuredKey, keyringKey, openSystemKeyring } from "./cache-key.ts";
import { cachePath, partitionOf, stateFolder } from "./cache-path.ts";
import { createFileStore, encryptedForm, plainForm } from "./file-store.ts";
import { prepareFolder } from "./private-file.ts";
import { withFileLock } from "./file-lock.ts";
import { createMemoryStore, type TokenStore } from "./token-store.ts";

/** A store, and what a person should know of how it keeps the tokens. */
export interface OpenStore {
  readonly store: TokenStore;
  readonly notice: string | undefined;
}

const NO_KEY =
  "Tokens stay in memory and are gone when the process ends, because this machine has no usable keyring. To keep them encrypted, set DEFENDER_HUNTING_CACHE_KEY or DEFENDER_HUNTING_CACHE_KEY_FILE; a key is made with: openssl rand -base64 32";

/**
 * The store that the instance's `TokenCache` asks for. Where an encrypted file is wanted but no key can be had, tokens stay in memory, and
 * log and notice say so: they are never written unencrypted unless `plaintext-file` asks for it.
 * @throws SignInError for an unusable key or folder.
 */
export async function openTokenStore(context: StrategyContext): Promise<OpenStore> {
  const { instance, deps } = context;
  const { kind } = instance.tokenCache;
  if (kind === "memory") return { store: createMemoryStore(), notice: undefined };
  const path = cachePath(instance, deps);
  const key = kind === "encrypted-file" ? await findKey(context) : undefined;
  if (key !== undefined) {
    return { store: createFileStore(path, encryptedForm(key, partitionOf(instance)), deps.log), notice: undefined };
  }
  const [store, notice] =
    kind === "plaintext-file"
      ? [createFileStore(path, plainForm(path), deps.log), `Tokens are stored unencrypted in ${path}.`]
      : [createMemoryStore(), NO_KEY];
  deps.log.warn({ instance: instance.name }, notice);
  return { store, notice };
}

async function findKey({ deps }: StrategyContext): Promise<Buffer | undefined> {
  const configured = await configuredKey(deps.env, deps.redactor);
  if (configured !== undefined) return configured;
  const keyring = deps.keyring ?? openSystemKeyring();
  if (keyring === undefined) return undefined;
  const lock = join(stateFolder(deps), "keyring.lock");
  await prepareFolder(lock);
  // Two processes that start together must not each make a key.
  return withFileLock(lock, () => keyringKey(keyring, deps.redactor));
}
