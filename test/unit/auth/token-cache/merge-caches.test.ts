import { describe, expect, it } from "vitest";
import {
  mergeCaches,
  parseCache,
  secretsIn,
  withRenewedTokens,
} from "../../../../src/auth/token-cache/merge-caches.ts";

const refreshToken = (home: string, environment: string, secret: string) => ({
  [`${home}-${environment}-refreshtoken-app--`]: { home_account_id: home, environment, client_id: "app", secret },
});
const cache = (tokens: object, more: object = {}) => JSON.stringify({ Account: {}, RefreshToken: tokens, ...more });
const tokensIn = (text: string) =>
  Object.values(parseCache(text)?.["RefreshToken"] ?? {}).map((token) => Reflect.get(Object(token), "secret"));

describe("merging caches", () => {
  it("adds a sign-in and keeps other accounts and unknown sections", () => {
    const stored = cache(refreshToken("alice", "com", "a1"), { Extension: { x: { y: 1 } } });
    const merged = mergeCaches(stored, cache(refreshToken("bob", "com", "b1")));
    expect(tokensIn(merged)).toEqual(["a1", "b1"]);
    expect(parseCache(merged)).toMatchObject({ Extension: { x: { y: 1 } } });
  });

  it("starts from nothing", () => {
    expect(tokensIn(mergeCaches(undefined, cache(refreshToken("alice", "com", "a1"))))).toEqual(["a1"]);
  });

  it("renews the refresh token also where it stands under another environment's name", () => {
    const stored = cache({
      ...refreshToken("alice", "login.microsoftonline.com", "old"),
      ...refreshToken("bob", "com", "b1"),
    });
    const fresh = cache(refreshToken("alice", "login.windows.net", "new"));
    expect(tokensIn(mergeCaches(stored, fresh))).toEqual(["new", "b1", "new"]);
  });

  it("changes nothing when nothing was renewed", () => {
    const both = cache({ ...refreshToken("alice", "a", "1"), ...refreshToken("alice", "b", "2") });
    expect(withRenewedTokens(both, both)).toBe(both);
  });

  it.each(["", "[]", "null", '"x"', '{"Account":[]}', '{"Account":1}', '{"Account":{}'])(
    "knows %j for no cache",
    (text) => {
      expect(parseCache(text)).toBeUndefined();
    },
  );

  it("finds every secret", () => {
    expect(secretsIn(cache(refreshToken("alice", "com", "a1"), { AccessToken: { k: { secret: "t1" } } }))).toEqual([
      "a1",
      "t1",
    ]);
    expect(secretsIn("no json")).toEqual([]);
  });
});
