import { describe, expect, it } from "vitest";
import { localPrincipal, principalOf } from "../../../src/mcp/principal.ts";

const verified = (extra?: Record<string, unknown>) => ({
  token: "",
  clientId: "c",
  scopes: [],
  ...(extra && { extra }),
});

describe("principalOf", () => {
  it("is the local user without authentication", () => {
    expect(principalOf(undefined)).toBe(localPrincipal);
  });

  it("is tenant and object id, letter case aside", () => {
    expect(principalOf(verified({ tid: "AAAA", oid: "BBBB" }))).toEqual({ key: "aaaa:bbbb" });
  });

  it("has the person behind a verified token, in whose name the server may act", () => {
    const { key, user } = principalOf({
      ...verified({ tid: "A", oid: "B", upn: "alice@contoso.example" }),
      token: "t",
    });
    expect(key).toBe("a:b");
    expect(user).toMatchObject({ tenantId: "A", objectId: "B", userName: "alice@contoso.example" });
    expect(user?.assertion.reveal()).toBe("t");
  });

  it.each([undefined, {}, { tid: "a" }, { oid: "b" }, { tid: "", oid: "b" }, { tid: 1, oid: 2 }])(
    "refuses an authenticated request that names nobody: %j",
    (extra) => {
      expect(() => principalOf(verified(extra))).toThrow("no verified tenant and object id");
    },
  );
});
