import { describe, expect, it } from "vitest";
import { Secret } from "../../../../src/secrets.ts";
import { createSharedTokenAuthenticator } from "../../../../src/transport/http/shared-token.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

describe("createSharedTokenAuthenticator", () => {
  const authenticator = createSharedTokenAuthenticator(new Secret(TOKEN));

  it.each([[`Bearer ${TOKEN}`], [`bearer  ${TOKEN}`]])(
    "lets %j in as the one team, without the token",
    async (authorization) => {
      const caller = await authenticator.authenticate({ authorization });
      expect(caller).toMatchObject({ kind: "caller", authInfo: { extra: { tid: "shared-token", oid: "team" } } });
      expect(JSON.stringify(caller)).not.toContain(TOKEN);
    },
  );

  it.each([
    [undefined, 'Bearer realm="defender-hunting-mcp"'],
    ["", 'Bearer realm="defender-hunting-mcp"'],
    [TOKEN, 'Bearer realm="defender-hunting-mcp"'],
    [`Basic ${TOKEN}`, 'Bearer realm="defender-hunting-mcp"'],
    [`Bearer ${TOKEN}, Bearer x`, 'Bearer realm="defender-hunting-mcp"'],
    [`Bearer ${TOKEN.slice(1)}`, 'Bearer realm="defender-hunting-mcp", error="invalid_token"'],
    [`Bearer ${TOKEN}0`, 'Bearer realm="defender-hunting-mcp", error="invalid_token"'],
    [`Bearer ${TOKEN.toUpperCase()}`, 'Bearer realm="defender-hunting-mcp", error="invalid_token"'],
  ])("refuses %j", async (authorization, challenge) => {
    const headers = authorization === undefined ? {} : { authorization };
    expect(await authenticator.authenticate(headers)).toMatchObject({
      kind: "refused",
      refusal: { status: 401, headers: { "www-authenticate": challenge } },
    });
  });

  it.each([
    [undefined, "needs a token."],
    [new Secret(""), "needs a token."],
    [new Secret("short"), "at least 32 characters"],
    [new Secret("with a blank 0123456789abcdef0123456789"), "letters, digits"],
  ])("wants a usable token (%#)", (token, reason) => {
    expect(() => createSharedTokenAuthenticator(token)).toThrow(reason);
  });
});
