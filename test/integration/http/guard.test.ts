import { describe, expect, it } from "vitest";
import { addressRulesOf, type AddressSettings } from "../../../src/transport/http/address-rules.ts";
import { INITIALIZE, jsonHeaders, rawRequest } from "../../support/raw-request.ts";
import { useHttpBench } from "./fixture.ts";

const bench = useHttpBench();

const settings: AddressSettings = {
  host: "127.0.0.1",
  publicUrl: "https://mcp.contoso.example/mcp",
  allowedHosts: ["proxy.contoso.example:8443"],
  allowedOrigins: ["https://app.contoso.example"],
  auth: "none",
};

type Headers = Record<string, string | readonly string[]>;

async function statusWith(headers: Headers): Promise<number> {
  const { url } = await bench.serve({ rules: addressRulesOf(settings) });
  const { host: _own, ...others } = jsonHeaders(url);
  const port = new URL(url).port;
  const filled = Object.entries({ host: "127.0.0.1:PORT", ...headers }).map(([name, value]) => [
    name,
    typeof value === "string" ? value.replace("PORT", port) : value,
  ]);
  const sent: Headers = { ...others, ...Object.fromEntries(filled) };
  return (await rawRequest(url, { method: "POST", headers: sent, body: INITIALIZE })).status;
}

describe("the Host header", () => {
  it.each([
    ["127.0.0.1:PORT", 200],
    ["127.0.0.1", 200],
    ["localhost:PORT", 200],
    ["LocalHost:1", 200],
    ["[::1]:PORT", 200],
    ["mcp.contoso.example", 200],
    ["proxy.contoso.example", 200],
    ["evil.example", 403],
    ["evil.example:PORT", 403],
    ["localhost.evil.example", 403],
    ["127.0.0.1.evil.example", 403],
    ["evil.example#localhost", 403],
    ["localhost@evil.example", 403],
    ["evil.example@localhost", 403],
    ["localhost/evil.example", 403],
    ["localhost.", 403],
    ["127.1", 403],
    ["2130706433", 403],
    ["0.0.0.0:PORT", 403],
    ["[::]:PORT", 403],
    ["[::ffff:127.0.0.1]", 403],
    ["192.168.0.10", 403],
    ["", 403],
    ["app.contoso.example", 403],
  ])("%j answers %i", async (host, status) => {
    expect(await statusWith({ host })).toBe(status);
  });

  it("is wanted once", async () => {
    expect(await statusWith({ host: ["localhost", "evil.example"] })).toBe(403);
    const { url } = await bench.serve();
    expect((await rawRequest(url, { method: "POST", body: INITIALIZE })).status).toBe(400);
  });
});

describe("the Origin header", () => {
  it.each([
    ["https://app.contoso.example", 200],
    ["http://localhost:6274", 200],
    ["http://127.0.0.1:PORT", 200],
    ["http://[::1]:3000", 200],
    ["https://evil.example", 403],
    ["http://evil.example:PORT", 403],
    ["http://localhost.evil.example", 403],
    ["http://localhost@evil.example", 403],
    ["http://evil.example@localhost", 403],
    ["http://localhost/", 403],
    ["http://app.contoso.example", 403],
    ["https://app.contoso.example:8443", 403],
    ["https://sub.app.contoso.example", 403],
    ["https://mcp.contoso.example", 403],
    ["file://localhost", 403],
    ["null", 403],
    ["", 403],
    ["*", 403],
  ])("%j answers %i", async (origin, status) => {
    expect(await statusWith({ origin })).toBe(status);
  });

  it("is refused when one of several is foreign", async () => {
    expect(await statusWith({ origin: ["https://app.contoso.example", "https://evil.example"] })).toBe(403);
  });
});

describe("DNS rebinding", () => {
  // The page's own name resolves to 127.0.0.1 after it was loaded: both headers carry that name.
  it.each(["GET", "POST", "DELETE", "OPTIONS", "PUT"])("is refused for %s", async (method) => {
    const { url } = await bench.serve();
    const headers = { ...jsonHeaders(url), host: "rebound.evil.example", origin: "http://rebound.evil.example" };
    const answer = await rawRequest(url, { method, headers, ...(method === "POST" && { body: INITIALIZE }) });
    expect(answer.status).toBe(403);
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
    expect(answer.headers).not.toHaveProperty("mcp-session-id");
  });

  it.each(["http://127.0.0.1/mcp", "//evil.example/mcp", "*", "/mcp/../mcp", "/MCP", "/mcp/"])(
    "finds nothing by the target %j",
    async (path) => {
      const { url } = await bench.serve();
      expect(
        (await rawRequest(url, { method: "POST", path, headers: jsonHeaders(url), body: INITIALIZE })).status,
      ).toBe(404);
    },
  );
});

describe("CORS", () => {
  const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
  const from = async (origin: string, method: string) => {
    const { url } = await bench.serve({ rules: addressRulesOf(settings) });
    const headers = { ...jsonHeaders(url), origin, ...(method === "OPTIONS" && preflight) };
    return rawRequest(url, { method, headers, ...(method === "POST" && { body: INITIALIZE }) });
  };

  it("lets pages of listed origins ask and read", async () => {
    const asked = await from("https://app.contoso.example", "OPTIONS");
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      "access-control-allow-origin": "https://app.contoso.example",
      "access-control-allow-headers": expect.stringContaining("authorization"),
      vary: "Origin",
    });
    expect(asked.headers).not.toHaveProperty("access-control-allow-credentials");
    const answered = await from("https://app.contoso.example", "POST");
    expect(answered.headers).toMatchObject({
      "access-control-allow-origin": "https://app.contoso.example",
      "access-control-expose-headers": expect.stringContaining("mcp-session-id"),
    });
  });

  it("gives pages of this machine that are not listed no answer to read", async () => {
    expect((await from("http://localhost:6274", "OPTIONS")).status).toBe(405);
    expect((await from("http://localhost:6274", "POST")).headers).not.toHaveProperty("access-control-allow-origin");
  });
});
