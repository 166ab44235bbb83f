import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { clientKinds, connectOverHttp } from "../../support/clients.ts";
import { ALICE, CONTOSO, EVE, FABRIKAM, PUBLIC_APP } from "../../support/emulator/directory.ts";
import { faults } from "../../support/emulator/faults.ts";
import { HTTP_APP, PUBLIC_URL } from "../../support/http-app.ts";
import { jsonHeaders, rawRequest } from "../../support/raw-request.ts";
import { bearer, LOGIN, useEntraServer } from "./entra-fixture.ts";

const bench = useEntraServer();

const queryOf = (name: string) => ({ query: `DeviceInfo | where DeviceName == "${name}"` });

describe.each(clientKinds)("the %s client", (kind) => {
  it("hunts on behalf of its user; the token that it sent goes to Entra alone", async () => {
    const token = await bench.tokenOf(ALICE);
    bench.emulator.control.reset();
    const client = await connectOverHttp(kind, bench.url, bearer(token));
    const hunt = await client.call("run_hunting_query", queryOf("alice"));
    expect(hunt.structured).toMatchObject({ status: "ok", instance: "Contoso", rows: [["alice"]] });
    const [sent] = bench.emulator.control.requestsTo("graph");
    const upstream = sent?.headers.authorization?.replace("Bearer ", "") ?? "";
    expect(upstream).not.toBe(token);
    expect(decodeJwt(upstream)).toMatchObject({ oid: ALICE.objectId, appid: HTTP_APP });
    expect(bench.emulator.control.requestsTo("token:on_behalf_of")).toHaveLength(1);
    expect((await client.call("run_hunting_query", queryOf("again"))).structured).toMatchObject({ rows: [["again"]] });
    expect(bench.emulator.control.requestsTo("token:on_behalf_of")).toHaveLength(1);
    expect(bench.logged.join("")).not.toContain(token);
    await client.close();
  });
});

describe("a sign-in", () => {
  it("is never shown as a page or code, whatever is asked for", async () => {
    const token = await bench.tokenOf(ALICE);
    bench.emulator.control.reset();
    for (const authType of ["device", "interactive", "client_secret"]) {
      const { structured } = await bench.call(token, "connect", { instance: "Contoso", auth_type: authType });
      expect(structured).toMatchObject({ status: "connected", account: ALICE.userName });
    }
    const adHoc = await bench.call(token, "connect", { tenant_id: CONTOSO.id, client_id: PUBLIC_APP });
    expect(adHoc.text).toContain("configured instances only");
    expect(bench.emulator.control.requestsTo("devicecode")).toEqual([]);
  });

  it("to an instance of another tenant is one to an instance that does not exist, and nothing is sent", async () => {
    const token = await bench.tokenOf(EVE);
    bench.emulator.control.reset();
    expect((await bench.call(token, "list_instances", {})).structured).toMatchObject({ instances: [] });
    for (const [name, args] of [
      ["connect", {}],
      ["disconnect", {}],
      ["run_hunting_query", { query: "DeviceInfo" }],
    ] as const) {
      const foreign = await bench.call(token, name, { ...args, instance: "Contoso" });
      const unknown = await bench.call(token, name, { ...args, instance: "Nowhere" });
      expect(foreign.text.replace("Contoso", "NAME")).toBe(unknown.text.replace("Nowhere", "NAME"));
      expect(foreign.text).toContain("There is no instance");
    }
    expect(bench.emulator.control.requestsTo("token:on_behalf_of")).toEqual([]);
  });

  it("that Entra wants with a second factor is a clear word to sign in again", async () => {
    const token = await bench.tokenOf(ALICE);
    bench.emulator.control.fail("token:on_behalf_of", faults.aadsts(50076, { claims: '{"access_token":{}}' }));
    const { structured } = await bench.call(token, "connect", { instance: "Contoso" });
    expect(structured).toMatchObject({ status: "failed", error: expect.stringContaining("sign in again") });
    expect((await bench.call(token, "connect", { instance: "Contoso" })).structured).toMatchObject({
      status: "connected",
    });
  });
});

describe("the resource", () => {
  it.each(["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"])(
    "describes itself at %s by its configuration, whatever the headers say",
    async (path) => {
      const headers = { ...jsonHeaders(bench.url), "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
      const { status, text } = await rawRequest(bench.url, { path, headers });
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
      const { status, headers } = await rawRequest(bench.url, { method, headers: jsonHeaders(bench.url) });
      expect(status).toBe(401);
      expect(headers["www-authenticate"]).toContain("/.well-known/oauth-protected-resource/mcp");
    }
  });
});
