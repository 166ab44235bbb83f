import { MOST_CACHE_CHARACTERS, type MsalCache, type SharedTokens } from "../auth/token-cache/msal-cache.ts";
import { cacheOf, entriesOf, expiryOf, type CacheEntry } from "./cache-entries.ts";
import type { Command } from "./redis-link.ts";
import { textFields } from "./replies.ts";
import { openValue, type StoreAccess } from "./store-access.ts";

/**
 * The tokens of one person.
 * @param owner the principal's key.
 * @param now milliseconds since 1970.
 */
export function createTokensInStore(access: StoreAccess, owner: string, now: () => number): SharedTokens {
  return {
    of: (partition) => createCacheInStore(access, owner, partition, now),
    async has(partitions) {
      const found = await access.link.run(partitions.map((partition) => ["EXISTS", nameOf(access, owner, partition)]));
      return found.map((count) => count === 1);
    },
  };
}

const nameOf = ({ keys }: StoreAccess, owner: string, partition: string): string =>
  keys.nameOf("tokens", owner, partition);

/** How long entries live that no access token came with. */
const WITHOUT_TOKEN_MS = 3_600_000;

/**
 * MSAL's cache of one person's sign-in that every replica uses: a hash whose fields are the entries, each sealed. An operation writes only
 * the entries that it changed itself, so replicas that refresh at the same time lose no token of each other, and what was forgotten
 * meanwhile does not come back. The hash expires with the token that is valid longest.
 */
function createCacheInStore(access: StoreAccess, owner: string, partition: string, now: () => number): MsalCache {
  const { link, keys, log } = access;
  const name = nameOf(access, owner, partition);
  const fieldOf = ([section, key]: CacheEntry) => keys.nameOf("token", owner, partition, section, key);
  const open = ([field, sealed]: readonly [string, Buffer]): readonly CacheEntry[] => {
    const bytes = openValue(access, `${name} ${field}`, sealed);
    return bytes === undefined ? [] : [JSON.parse(bytes.toString("utf8"))];
  };
  const written = (entry: CacheEntry): readonly [string, Buffer] => {
    const field = fieldOf(entry);
    return [field, keys.seal(`${name} ${field}`, Buffer.from(JSON.stringify(entry)))];
  };
  const forget = async (): Promise<void> => void (await link.run([["UNLINK", name]]));

  return {
    forget,
    async load() {
      const [fields] = await link.run([["HGETALL", name]]);
      const content = cacheOf(textFields(fields).flatMap(open));
      if (content.length <= MOST_CACHE_CHARACTERS) return content;
      await forget();
      return "";
    },
    async save(before, after) {
      const known = new Map(entriesOf(before).map((entry) => [fieldOf(entry), JSON.stringify(entry)]));
      const kept = entriesOf(after).filter((entry) => (expiryOf(entry) ?? Infinity) > now());
      const fresh = kept.filter((entry) => known.get(fieldOf(entry)) !== JSON.stringify(entry));
      const fields = new Set(kept.map(fieldOf));
      const gone = [...known.keys()].filter((field) => !fields.has(field));
      const commands: Command[] = [];
      if (gone.length > 0) commands.push(["HDEL", name, ...gone]);
      if (fresh.length > 0) commands.push(["HSET", name, ...fresh.flatMap(written)], ...lifeOf(name, fresh, now()));
      if (commands.length === 0) return;
      await link.run(commands).catch((error: unknown) => {
        log.warn({ reason: error instanceof Error ? error.message : typeof error }, "tokens could not be shared");
      });
    },
  };
}

/** Sets the time when there is none, and moves it later, never earlier: another replica may have written a token that lives longer. */
function lifeOf(name: string, entries: readonly CacheEntry[], now: number): readonly Command[] {
  const times = entries.map(expiryOf).filter((at) => at !== undefined);
  const latest = times.length === 0 ? now + WITHOUT_TOKEN_MS : Math.max(...times);
  return (["NX", "GT"] as const).map((condition) => ["PEXPIREAT", name, String(latest), condition]);
}
