import { fileURLToPath } from "node:url";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../../../src/app.ts";
import { settingsSchema } from "../../../src/config/settings.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import { createLog } from "../../../src/log.ts";
import { createRedactor, Secret } from "../../../src/secrets.ts";
import { addressRulesOf } from "../../../src/transport/http/address-rules.ts";
import { createEntraAuthenticator } from "../../../src/transport/http/entra-authenticator.ts";
import { serveOverHttp, type HttpServer } from "../../../src/transport/http/http-server.ts";
import { usualLimits } from "../../../src/transport/http/limits.ts";
import { clientKinds, connectOverHttp } from "../../support/clients.ts";
import { ALICE, BOB, CONTOSO, EVE, FABRIKAM, PUBLIC_APP, type User } from "../../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../../support/emulator/emulator.ts";
import { faults } from "../../support/emulator/faults.ts";
import { APP_SECRET, callerToken, HTTP_APP, PUBLIC_URL, registerHttpApp } from "../../support/http-app.ts";
import { jsonHeaders, rawRequest } from "../../support/raw-request.ts";
import { modernCall, openSession, post, toolCall } from "./fixture.ts";

const LOGIN = "https://login.microsoftonline.com";

const contoso: Instance = {
  name: "Contoso",
  section: "MicrosoftDefender-Contoso",
  provider: "M365DGraph",
  cloud: "global",
  tenantId: CONTOSO.id,
  clientId: PUBLIC_APP,
  credential: { type: "device" },
  userName: undefined,
  tokenCache: { kind: "memory", path: undefined },
  scope: undefined,
  customEndpoints: undefined,
  notes: [],
};

let emulator: Emulator;
let server: HttpServer;
const logged: string[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
  registerHttpApp(emulator);
  // Each person asks with a query of their own, so that a row tells whose it is.
  emulator.control.hunt = (query) => ({
    schema: [{ name: "Whose", type: "String" }],
    results: [{ Whose: /"([^"]+)"/.exec(query)?.[1] ?? "" }],
  });
});
afterAll(() => emulator.close());
beforeEach(async () => {
  emulator.control.reset();
  logged.length = 0;
  server = await serve();
});
afterEach(() => server.close());

const fetch: typeof globalThis.fetch = (input, init) => emulator.fetch(input, init);

async function serve(): Promise<HttpServer> {
  const settings = settingsSchema.parse({ publicUrl: PUBLIC_URL });
  const redactor = createRedactor();
  const log = createLog("trace", redactor, { write: (line: string) => logged.push(line) > 0 });
  const app = await createApp({
    settings,
    configuration: { instances: [contoso], broken: [], source: "test", warnings: [], queryPaths: [] },
    env: {},
    platform: "linux",
    home: "/nonexistent",
    fetch,
    now: Date.now,
    log,
    redactor,
    version: "0.0.0",
    promptsDirectory: fileURLToPath(new URL("../../../prompts", import.meta.url)),
    codeDirectory: new URL("../../../dist/", import.meta.url),
    onBehalfOf: { clientId: HTTP_APP, clientSecret: new Secret(APP_SECRET) },
  });
  const tenants = [CONTOSO.id, FABRIKAM.id];
  return serveOverHttp(app.createServer, {
    host: "127.0.0.1",
    port: 0,
    stateless: false,
    rules: addressRulesOf(settings),
    authenticator: createEntraAuthenticator({
      loginOrigin: LOGIN,
      clientId: HTTP_APP,
      tenants,
      publicUrl: PUBLIC_URL,
      fetch,
    }),
    limits: { ...usualLimits, caller: { perSecond: 1e6, burst: 1e6, running: 100 } },
    now: Date.now,
    log,
  });
}

const tokenOf = (user: User) => callerToken(emulator, LOGIN, user);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const queryOf = (name: string) => ({ query: `DeviceInfo | where DeviceName == "${name}"` });

/** Calls a tool by revision 2026-07-28, always under the same JSON-RPC id. */
async function call(
  token: string,
  name: string,
  args: object,
): Promise<{ structured: Record<string, unknown>; text: string }> {
  const { message, headers } = modernCall(1, name);
  const { params } = Object(message);
  const body = { ...message, params: { ...params, arguments: args } };
  const { text } = await post(server.url, body, { ...headers, ...bearer(token) });
  const { structuredContent, content } = Object(JSON.parse(text)).result;
  return { structured: Object(structuredContent), text: String(content[0].text) };
}

describe.each(clientKinds)("the %s client", (kind) => {
  it("hunts on behalf of its user; the token that it sent goes to Entra alone", async () => {
    const token = await tokenOf(ALICE);
    emulator.control.reset();
    const client = await connectOverHttp(kind, server.url, bearer(token));
    const hunt = await client.call("run_hunting_query", queryOf("alice"));
    expect(hunt.structured).toMatchObject({ status: "ok", instance: "Contoso", rows: [["alice"]] });
    const [sent] = emulator.control.requestsTo("graph");
    const upstream = sent?.headers.authorization?.replace("Bearer ", "") ?? "";
    expect(upstream).not.toBe(token);
    expect(decodeJwt(upstream)).toMatchObject({ oid: ALICE.objectId, appid: HTTP_APP });
    expect(emulator.control.requestsTo("token:on_behalf_of")).toHaveLength(1);
    expect((await client.call("run_hunting_query", queryOf("again"))).structured).toMatchObject({ rows: [["again"]] });
    expect(emulator.control.requestsTo("token:on_behalf_of")).toHaveLength(1);
    expect(logged.join("")).not.toContain(token);
    await client.close();
  });
});

describe("a sign-in", () => {
  it("is never shown as a page or code, whatever is asked for", async () => {
    const token = await tokenOf(ALICE);
    emulator.control.reset();
    for (const authType of ["device", "interactive", "client_secret"]) {
      const { structured } = await call(token, "connect", { instance: "Contoso", auth_type: authType });
      expect(structured).toMatchObject({ status: "connected", account: ALICE.userName });
    }
    const adHoc = await call(token, "connect", { tenant_id: CONTOSO.id, client_id: PUBLIC_APP });
    expect(adHoc.text).toContain("configured instances only");
    expect(emulator.control.requestsTo("devicecode")).toEqual([]);
  });

  it("to an instance of another tenant is one to an instance that does not exist, and nothing is sent", async () => {
    const token = await tokenOf(EVE);
    emulator.control.reset();
    expect((await call(token, "list_instances", {})).structured).toMatchObject({ instances: [] });
    for (const [name, args] of [
      ["connect", {}],
      ["disconnect", {}],
      ["run_hunting_query", { query: "DeviceInfo" }],
    ] as const) {
      const foreign = await call(token, name, { ...args, instance: "Contoso" });
      const unknown = await call(token, name, { ...args, instance: "Nowhere" });
      expect(foreign.text.replace("Contoso", "NAME")).toBe(unknown.text.replace("Nowhere", "NAME"));
      expect(foreign.text).toContain("There is no instance");
    }
    expect(emulator.control.requestsTo("token:on_behalf_of")).toEqual([]);
  });

  it("that Entra wants with a second factor is a clear word to sign in again", async () => {
    const token = await tokenOf(ALICE);
    emulator.control.fail("token:on_behalf_of", faults.aadsts(50076, { claims: '{"access_token":{}}' }));
    const { structured } = await call(token, "connect", { instance: "Contoso" });
    expect(structured).toMatchObject({ status: "failed", error: expect.stringContaining("sign in again") });
    expect((await call(token, "connect", { instance: "Contoso" })).structured).toMatchObject({ status: "connected" });
  });
});

describe("the resource", () => {
  it.each(["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"])(
    "describes itself at %s by its configuration, whatever the headers say",
    async (path) => {
      const headers = { ...jsonHeaders(server.url), "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
      const { status, text } = await rawRequest(server.url, { path, headers });
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({
        resource: PUBLIC_URL,
        authorization_servers: [`${LOGIN}/${CONTOSO.id}/v2.0`, `${LOGIN}/${FABRIKAM.id}/v2.0`],
        scopes_supported: [`${PUBLIC_URL}/access_as_user`],
        bearer_methods_supported: ["header"],
      });
    },
  );

  it("challenges who sends no token, in every method", async () => {
    for (const method of ["GET", "POST", "DELETE"]) {
      const { status, headers } = await rawRequest(server.url, { method, headers: jsonHeaders(server.url) });
      expect(status).toBe(401);
      expect(headers["www-authenticate"]).toContain("/.well-known/oauth-protected-resource/mcp");
    }
  });
});

interface SignedIn {
  readonly token: string;
  readonly userName: string;
  readonly resultId: string;
  readonly session: Readonly<Record<string, string>>;
}

const UNKNOWN_RESULT = `r_${"0".repeat(32)}`;

/** What holds for a user whatever the other one does meanwhile. */
const checks: readonly ((me: SignedIn, other: SignedIn) => Promise<void>)[] = [
  async ({ token, userName, resultId }) => {
    const own = await call(token, "refine_result", { result_id: resultId });
    expect(own.structured["rows"]).toEqual([[userName]]);
  },
  async ({ token }, other) => {
    const foreign = await call(token, "refine_result", { result_id: other.resultId });
    const unknown = await call(token, "refine_result", { result_id: UNKNOWN_RESULT });
    expect(foreign.text.replace(other.resultId, "ID")).toBe(unknown.text.replace(UNKNOWN_RESULT, "ID"));
  },
  async ({ token, userName }) => {
    const { structured } = await call(token, "connect", { instance: "Contoso" });
    expect(structured["account"]).toBe(userName);
  },
  async ({ token, userName, session }, other) => {
    const swapped = await post(server.url, toolCall(1, "list_instances"), { ...other.session, ...bearer(token) });
    expect(swapped.status).toBe(404);
    const own = await post(server.url, toolCall(1, "list_instances"), { ...session, ...bearer(token) });
    expect(own.text).toContain(userName);
    expect(own.text).not.toContain(other.userName);
  },
];

describe("two users", () => {
  it("never meet: a thousand interleaved requests, one JSON-RPC id, swapped handles and sessions", async () => {
    const users = await Promise.all(
      [ALICE, BOB].map(async ({ userName }, index) => {
        const token = await tokenOf(index === 0 ? ALICE : BOB);
        const { structured } = await call(token, "run_hunting_query", queryOf(userName));
        const session = { "mcp-session-id": await openSession(server.url, bearer(token)) };
        return { token, userName, resultId: String(structured["result_id"]), session };
      }),
    );
    const check = async (n: number): Promise<void> => {
      const [me, other] = n % 2 === 0 ? users : users.toReversed();
      if (me === undefined || other === undefined) throw new Error("Two users are needed.");
      await checks[Math.floor(n / 2) % checks.length]?.(me, other);
    };
    for (let from = 0; from < 1_000; from += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, n) => check(from + n)));
    }
    const upstream = emulator.control
      .requestsTo("graph")
      .map(({ headers }) => decodeJwt(headers.authorization?.slice(7) ?? ""));
    expect(upstream).toHaveLength(2);
    expect(new Set(upstream.map(({ oid }) => oid))).toEqual(new Set([ALICE.objectId, BOB.objectId]));
  });
});
