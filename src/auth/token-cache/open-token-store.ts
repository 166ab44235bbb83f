import { join } from "node:path";
import type { TokenCacheSetting } from "../../instances/instance.ts";
import type { StrategyContext } from "../strategy.ts";
import { configuredKey, keyringKey, openSystemKeyring } from "./cache-key.ts";
import { cachePath, partitionOf, stateFolder } from "./cache-path.ts";
import { type CacheForm, createFileStore, encryptedForm, plainForm } from "./file-store.ts";
import { prepareFolder } from "./private-file.ts";
import { withFileLock } from "./file-lock.ts";
import { createMemoryStore, type TokenStore } from "./token-store.ts";

/** A store, and what a person should know so far of how it keeps the tokens. */
export interface OpenStore {
  readonly store: TokenStore;
  notice(): string | undefined;
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
  const notices: string[] = [];
  const tell = (notice: string): void => {
    deps.log.warn({ instance: instance.name }, notice);
    notices.push(notice);
  };
  const notice = () => (notices.length === 0 ? undefined : notices.join(" "));
  const form = kind === "memory" ? undefined : await formOf(kind, context, tell);
  const store = form === undefined ? createMemoryStore() : createFileStore(cachePath(instance, deps), form, tell);
  return { store, notice };
}

/** The form of the cache's file; undefined, which is told, when it cannot be encrypted. */
async function formOf(
  kind: Exclude<TokenCacheSetting["kind"], "memory">,
  context: StrategyContext,
  tell: (notice: string) => void,
): Promise<CacheForm | undefined> {
  const { instance, deps } = context;
  if (kind === "plaintext-file") {
    const path = cachePath(instance, deps);
    tell(`Tokens are stored unencrypted in ${path}.`);
    return plainForm(path);
  }
  const key = await findKey(context);
  if (key !== undefined) return encryptedForm(key, partitionOf(instance));
  tell(NO_KEY);
  return undefined;
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
