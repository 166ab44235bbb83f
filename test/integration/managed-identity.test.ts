import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { CONTOSO, FABRIKAM } from "../support/emulator/directory.ts";
import { type Listener, listen } from "../support/emulator/listener.ts";
import { errorIn, never, now, useBench } from "../unit/auth/sign-in-fixture.ts";

const bench = useBench();
const roles = Buffer.from('{"roles":["ThreatHunting.Read.All"]}').toString("base64url");
const asked: { url: string; secret: unknown }[] = [];
let answer: { status: number; body: object } = { status: 200, body: {} };
let server: Listener | undefined;
const signIn = (clientId = "") => bench.signIn({ credential: { type: "managed_identity" }, clientId }, { fetch });

beforeAll(async () => {
  server = await listen((request, response) => {
    asked.push({ url: request.url ?? "", secret: request.headers["x-identity-header"] });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  });
  // MSAL itself reads these, from the process.
  vi.stubEnv("IDENTITY_ENDPOINT", `http://127.0.0.1:${server.port}/msi/token`);
  vi.stubEnv("IDENTITY_HEADER", "header-secret");
});
beforeEach(() => {
  asked.length = 0;
  const lifetime = { expires_on: Math.floor(Date.now() / 1_000) + 3_600, token_type: "Bearer" };
  answer = {
    status: 200,
    body: { access_token: `e30.${roles}.s`, resource: "https://graph.microsoft.com", ...lifetime },
  };
});
afterAll(() => vi.unstubAllEnvs());

describe("managed identity (the App Service interface)", () => {
  it("connects with the identity that the client id names", async () => {
    const user = signIn("55555555-5555-4555-8555-555555555555");
    const permissions = { granted: ["ThreatHunting.Read.All"], missing: [] };
    expect(await user.connect(now)).toEqual({ status: "connected", account: undefined, permissions });
    const query = new URL(asked[0]?.url ?? "", "http://x").searchParams;
    expect([query.get("resource"), query.get("client_id"), asked[0]?.secret]).toEqual([
      "https://graph.microsoft.com",
      "55555555-5555-4555-8555-555555555555",
      "header-secret",
    ]);
    await user.authorize(never);
    expect(asked).toHaveLength(1);
    await user.authorize(never, { refresh: true });
    expect(asked).toHaveLength(2);
    await user.disconnect();
    expect(user.state()).toEqual({ status: "signed_out" });
  });

  it("uses the system-assigned identity without a client id", async () => {
    expect((await signIn().connect(now)).status).toBe("connected");
    expect(asked[0]?.url).not.toContain("client_id");
  });

  it("refuses an identity of another tenant than the configured one", async () => {
    const claims = Buffer.from(JSON.stringify({ tid: FABRIKAM.id })).toString("base64url");
    answer.body = { ...answer.body, access_token: `e30.${claims}.s` };
    const { message } = errorIn(await signIn("88888888-8888-4888-8888-888888888888").connect(now));
    expect(message).toBe(`The token is for tenant ${FABRIKAM.id}, but instance Contoso expects tenant ${CONTOSO.id}.`);
  });

  it("does not take an app registration for a user-assigned identity", async () => {
    const device = bench.signIn({}, { fetch });
    expect((await device.connect({ ...now, authType: "managed_identity" })).status).toBe("connected");
    expect(asked.every(({ url }) => !url.includes("client_id"))).toBe(true);
  });

  it("explains a refusal", async () => {
    answer = { status: 400, body: { statusCode: 400, message: "No User Assigned identity found" } };
    const { message, nextStep } = errorIn(await signIn("66666666-6666-4666-8666-666666666666").connect(now));
    expect(message).toMatch(/^The managed identity service gave no token/);
    expect(nextStep).toContain("that ClientId names");
  });

  it("says that no managed identity is there when nothing answers", async () => {
    await server?.close();
    const state = await signIn("77777777-7777-4777-8777-777777777777").connect({ ...now, waitMs: 8_000 });
    expect(errorIn(state).message).toBe("No managed identity service answers on this machine.");
  });
});
