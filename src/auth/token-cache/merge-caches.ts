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
  return withoutSuperseded(stored, JSON.stringify(merged));
}

/**
 * The cache without refresh tokens that an operation has replaced under another key: MSAL for Node names another environment than MSAL for
 * Python, so each keeps the other's token, and might use a spent one.
 * @param before the cache before the operation.
 */
export function withoutSuperseded(before: string | undefined, after: string): string {
  const cache = parseCache(after);
  const known = parseCache(before ?? "{}")?.["RefreshToken"] ?? {};
  const tokens = Object.entries(cache?.["RefreshToken"] ?? {});
  const isNew = ([key, token]: readonly [string, unknown]): boolean => secretOf(token) !== secretOf(known[key]);
  const renewed = new Set(tokens.filter(isNew).map(([, token]) => ownerOf(token)));
  const kept = tokens.filter((entry) => isNew(entry) || !renewed.has(ownerOf(entry[1])));
  return kept.length === tokens.length ? after : JSON.stringify({ ...cache, RefreshToken: Object.fromEntries(kept) });
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
