import { createServer, type Server } from "node:http";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEntraAuthenticator } from "../../../../src/transport/http/entra-authenticator.ts";

const TENANT = "11111111-1111-4111-8111-111111111111";
const OTHER_TENANT = "22222222-2222-4222-8222-222222222222";
const APP = "66666666-6666-4666-8666-666666666666";
const GRAPH = "00000003-0000-0000-c000-000000000000";
const PUBLIC_URL = "https://mcp.contoso.example/mcp";
const KID = "the key";

let ours: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
let foreign: CryptoKey;
let publicPem: Uint8Array;
let server: Server;
let loginOrigin: string;
let keysStatus = 200;

beforeAll(async () => {
  ours = await generateKeyPair("RS256", { extractable: true });
  foreign = (await generateKeyPair("RS256")).privateKey;
  publicPem = new TextEncoder().encode(await exportSPKI(ours.publicKey));
  const keySet = JSON.stringify({
    keys: [{ ...(await exportJWK(ours.publicKey)), kid: KID, use: "sig", alg: "RS256" }],
  });
  server = createServer((request, response) => {
    const isKnown = request.url === `/${TENANT}/discovery/v2.0/keys`;
    response.writeHead(isKnown ? keysStatus : 404, { "content-type": "application/json" }).end(keySet);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  loginOrigin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterAll(() => void server.close());
beforeEach(() => void (keysStatus = 200));

const now = () => Math.floor(Date.now() / 1000);

const claims = (changed: JWTPayload = {}): JWTPayload => ({
  iss: `${loginOrigin}/${TENANT}/v2.0`,
  aud: APP,
  tid: TENANT,
  oid: "aaaaaaaa-0000-4000-8000-000000000001",
  sub: "s",
  azp: "client",
  ver: "2.0",
  scp: "access_as_user",
  preferred_username: "alice@contoso.example",
  iat: now() - 10,
  nbf: now() - 10,
  exp: now() + 600,
  ...changed,
});

const sign = (payload: JWTPayload, key: CryptoKey | Uint8Array = ours.privateKey, alg = "RS256", kid = KID) =>
  new SignJWT(payload).setProtectedHeader({ alg, kid, typ: "JWT" }).sign(key);

/** As an attacker signs: with a key that the header itself presents. */
async function signWithOwnKey(): Promise<string> {
  const pair = await generateKeyPair("RS256");
  const header = { alg: "RS256", jwk: await exportJWK(pair.publicKey), jku: "https://evil.example/keys" };
  return new SignJWT(claims()).setProtectedHeader(header).sign(pair.privateKey);
}

const signCritical = () =>
  new SignJWT(claims())
    .setProtectedHeader({ alg: "RS256", kid: KID, crit: ["x"], x: 1 })
    .sign(ours.privateKey, { crit: { x: true } });

const authenticator = () =>
  createEntraAuthenticator({ loginOrigin, clientId: APP, tenants: [TENANT], publicUrl: PUBLIC_URL, fetch });

const authenticate = (token: string) => authenticator().authenticate({ authorization: `Bearer ${token}` });

const without = (name: string): JWTPayload =>
  Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name));

describe("a good token", () => {
  it.each<[string, () => JWTPayload]>([
    ["as Entra issues it", () => claims()],
    ["with further permissions", () => claims({ scp: "other access_as_user" })],
    ["whose clock is a little off", () => claims({ nbf: now() + 30, exp: now() + 600 })],
    ["of a user whose tenant id is written in capitals", () => claims({ tid: TENANT.toUpperCase() })],
  ])("%s is the person's", async (_, payload) => {
    expect(await authenticate(await sign(payload()))).toMatchObject({
      kind: "caller",
      authInfo: {
        clientId: "client",
        scopes: expect.arrayContaining([`${PUBLIC_URL}/access_as_user`]),
        expiresAt: expect.any(Number),
        extra: { oid: "aaaaaaaa-0000-4000-8000-000000000001", upn: "alice@contoso.example" },
      },
    });
  });
});

describe("a token is refused with 401", () => {
  it.each<[string, () => Promise<string> | string]>([
    ["of another audience", () => sign(claims({ aud: "77777777-7777-4777-8777-777777777777" }))],
    ["for Microsoft Graph", () => sign(claims({ aud: GRAPH }))],
    ["for the address instead of the id", () => sign(claims({ aud: PUBLIC_URL }))],
    ["of several audiences without ours", () => sign(claims({ aud: [GRAPH, PUBLIC_URL] }))],
    ["of another tenant", () => sign(claims({ tid: OTHER_TENANT, iss: `${loginOrigin}/${OTHER_TENANT}/v2.0` }))],
    ["whose issuer is another tenant", () => sign(claims({ iss: `${loginOrigin}/${OTHER_TENANT}/v2.0` }))],
    ["whose issuer is another host", () => sign(claims({ iss: `https://evil.example/${TENANT}/v2.0` }))],
    ["whose tenant is a path", () => sign(claims({ tid: `../${TENANT}` }))],
    ["that has expired", () => sign(claims({ exp: now() - 120 }))],
    ["without an expiry", () => sign(without("exp"))],
    ["that is not valid yet", () => sign(claims({ nbf: now() + 600 }))],
    ["signed by another key of the same id", () => sign(claims(), foreign)],
    ["of an unknown key id", () => sign(claims(), foreign, "RS256", "another key")],
    ["without a signature", () => new UnsecuredJWT(claims()).encode()],
    ["signed with the public key as a secret", () => sign(claims(), publicPem, "HS256")],
    [
      "changed after it was signed",
      async () => (await sign(claims())).replace(/\.[^.]+\./, `.${encoded(claims({ oid: "eve" }))}.`),
    ],
    ["of version 1", () => sign(claims({ ver: "1.0", iss: `https://sts.windows.net/${TENANT}/` }))],
    ["of version 1 with our issuer", () => sign(claims({ ver: "1.0" }))],
    ["of an application", () => sign({ ...without("scp"), idtyp: "app", roles: ["access_as_user"] })],
    ["of an application that does not say so", () => sign({ ...without("scp"), roles: ["access_as_user"] })],
    ["of an application with a scope", () => sign(claims({ idtyp: "app" }))],
    ["that tells this app who signed in (an ID token)", () => sign({ ...without("scp"), nonce: "n" })],
    ["whose signature names no algorithm", async () => (await sign(claims())).replace(/^[^.]+/, encoded({ kid: KID }))],
    ["whose header brings its own key", () => signWithOwnKey()],
    ["with a demand that nobody knows", () => signCritical()],
    ["without an object id", () => sign(without("oid"))],
    ["with an empty object id", () => sign(claims({ oid: "" }))],
    ["without a tenant", () => sign(without("tid"))],
    ["that is no JWT", () => "abc.def.ghi"],
    ["that is opaque", () => "0.AXoA"],
  ])("%s", async (_, make) => {
    const token = await make();
    const caller = await authenticate(token);
    expect(caller).toMatchObject({
      kind: "refused",
      refusal: {
        status: 401,
        headers: {
          "www-authenticate": `Bearer error="invalid_token", resource_metadata="https://mcp.contoso.example/.well-known/oauth-protected-resource/mcp", scope="${PUBLIC_URL}/access_as_user"`,
        },
      },
    });
    expect(JSON.stringify(caller)).not.toContain(token);
  });
});

const encoded = (payload: JWTPayload): string => Buffer.from(JSON.stringify(payload)).toString("base64url");

describe("challenges", () => {
  it("ask for a token where none is sent", async () => {
    for (const headers of [{}, { authorization: "Basic eDp5" }, { authorization: "Bearer" }]) {
      const caller = await authenticator().authenticate(headers);
      expect(caller).toMatchObject({ kind: "refused", refusal: { status: 401 } });
      expect(JSON.stringify(caller)).not.toContain("error=");
    }
  });

  it.each(["", "User.Read", "access_as_user2", "Access_As_User"])(
    "ask for the permission when scp is %j",
    async (scp) => {
      expect(await authenticate(await sign(claims({ scp })))).toMatchObject({
        kind: "refused",
        refusal: {
          status: 403,
          headers: { "www-authenticate": expect.stringContaining('error="insufficient_scope"') },
        },
      });
    },
  );
});

describe("readiness", () => {
  it("begins when the keys were loaded once, and outlasts their outage", async () => {
    keysStatus = 500;
    const resource = authenticator();
    expect(await resource.ready?.()).toBe(false);
    keysStatus = 200;
    expect(await resource.ready?.()).toBe(true);
    keysStatus = 500;
    expect(await resource.ready?.()).toBe(true);
  });
});

describe("keys that cannot be had", () => {
  it.each([500, 404, 302])("answer 503, not 401: status %i", async (status) => {
    keysStatus = status;
    expect(await authenticate(await sign(claims()))).toMatchObject({ kind: "refused", refusal: { status: 503 } });
  });

  it("answer 503 when nobody listens", async () => {
    const token = await sign(claims({ iss: `http://127.0.0.1:9/${TENANT}/v2.0` }));
    const unreachable = createEntraAuthenticator({
      loginOrigin: "http://127.0.0.1:9",
      clientId: APP,
      tenants: [TENANT],
      publicUrl: PUBLIC_URL,
      fetch,
    });
    const caller = await unreachable.authenticate({ authorization: `Bearer ${token}` });
    expect(caller).toMatchObject({ kind: "refused", refusal: { status: 503 } });
  });
});
