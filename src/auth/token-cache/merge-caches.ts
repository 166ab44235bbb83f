type Section = Readonly<Record<string, unknown>>;

const isSection = (value: unknown): value is Section =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** MSAL's cache format: sections (`Account`, `RefreshToken` …) of entries by key. Undefined for text that is not in it. */
export function parseCache(text: string): Readonly<Record<string, Section>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isSection(value)) return undefined;
    const sections = Object.entries(value).filter((entry): entry is [string, Section] => isSection(entry[1]));
    return sections.length === Object.keys(value).length ? Object.fromEntries(sections) : undefined;
  } catch {
    return undefined;
  }
}

/** Puts the entries of a new sign-in into the stored cache; entries of other accounts, and sections unknown to MSAL, stay. */
export function mergeCaches(stored: string | undefined, fresh: string): string {
  const merged: Record<string, Section> = { ...parseCache(stored ?? "{}") };
  for (const [name, entries] of Object.entries(parseCache(fresh) ?? {})) merged[name] = { ...merged[name], ...entries };
  return withRenewedTokens(stored, JSON.stringify(merged));
}

/**
 * The cache with a renewed refresh token in all places of its account and application. MSAL for Python keeps it under another
 * environment's name than MSAL for Node; each would go on using the spent token that stands under its own.
 * @param before the cache before the operation.
 */
export function withRenewedTokens(before: string | undefined, after: string): string {
  const cache = parseCache(after);
  const known = parseCache(before ?? "{}")?.["RefreshToken"] ?? {};
  const tokens = Object.entries(cache?.["RefreshToken"] ?? {});
  const isNew = ([key, token]: readonly [string, unknown]): boolean => secretOf(token) !== secretOf(known[key]);
  const renewed = new Map(tokens.filter(isNew).map(([, token]) => [ownerOf(token), secretOf(token)]));
  const renew = (token: unknown): unknown => {
    const secret = renewed.get(ownerOf(token));
    return isSection(token) && secret !== undefined ? { ...token, secret } : token;
  };
  return JSON.stringify({
    ...cache,
    RefreshToken: Object.fromEntries(tokens.map(([key, token]) => [key, renew(token)])),
  });
}

/** Every token in the cache. */
export function secretsIn(content: string): readonly string[] {
  return Object.values(parseCache(content) ?? {})
    .flatMap((section) => Object.values(section).map(secretOf))
    .filter((secret) => secret !== undefined);
}

const textIn = (entry: unknown, name: string): string | undefined => {
  const value = isSection(entry) ? entry[name] : undefined;
  return typeof value === "string" ? value : undefined;
};
const secretOf = (entry: unknown): string | undefined => textIn(entry, "secret");
const ownerOf = (entry: unknown): string => `${textIn(entry, "home_account_id")} ${textIn(entry, "client_id")}`;
