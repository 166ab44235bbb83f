import { parseCache } from "../auth/token-cache/merge-caches.ts";

/** One entry of MSAL's cache, e.g. an access token: section, key, value. */
export type CacheEntry = readonly [section: string, key: string, value: unknown];

const SECOND_MS = 1_000;

export function entriesOf(cache: string): readonly CacheEntry[] {
  return Object.entries(parseCache(cache) ?? {}).flatMap(([section, entries]) =>
    Object.entries(entries).map(([key, value]): CacheEntry => [section, key, value]),
  );
}

/** The entries as MSAL reads them; empty without any. */
export function cacheOf(entries: readonly CacheEntry[]): string {
  if (entries.length === 0) return "";
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [section, key, value] of entries) (sections[section] ??= {})[key] = value;
  return JSON.stringify(sections);
}

/** Milliseconds since 1970; undefined for entries that are no access tokens. */
export function expiryOf([section, , value]: CacheEntry): number | undefined {
  const isToken = section === "AccessToken" && typeof value === "object" && value !== null;
  return isToken && "expires_on" in value ? Number(value.expires_on) * SECOND_MS : undefined;
}
