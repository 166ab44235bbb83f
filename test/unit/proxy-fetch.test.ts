import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProxyFetch } from "../../src/proxy-fetch.ts";
import { createRedactor } from "../../src/secrets.ts";
import { type Emulator, startEmulator } from "../support/emulator/emulator.ts";
import { listen } from "../support/emulator/listener.ts";
import { type ConnectProxy, startConnectProxy } from "../support/connect-proxy.ts";

let emulator: Emulator;
let proxy: ConnectProxy;
beforeAll(async () => {
  emulator = await startEmulator();
  proxy = await startConnectProxy({ user: "corp", password: "p@ss word" });
});
afterAll(() => Promise.all([emulator.close(), proxy.close()]));

/** The certificate of the emulator is not trusted in this process, so a request that arrives ends with a certificate error. */
const outcome = async (env: Record<string, string>, url = emulator.origin): Promise<unknown> => {
  const before = proxy.tunnels.length;
  const result = await createProxyFetch(
    env,
    createRedactor(),
  )(url).then(
    (response) => response.status,
    (error: Error) => (error.cause instanceof Error && "code" in error.cause ? error.cause.code : String(error.cause)),
  );
  return [proxy.tunnels.slice(before), result];
};
const host = () => new URL(emulator.origin).host;

describe("the process's fetch", () => {
  it("is Node's own without a proxy", () => {
    for (const env of [{}, { HTTPS_PROXY: " " }, { HTTP_PROXY: "http://proxy:1" }]) {
      expect(createProxyFetch(env, createRedactor())).toBe(globalThis.fetch);
    }
  });

  it.each(["HTTPS_PROXY", "https_proxy"])("opens a tunnel through %s", async (name) => {
    expect(await outcome({ [name]: proxy.url })).toEqual([[host()], expect.stringMatching(/CERT|SIGNATURE/)]);
  });

  it("accepts a proxy without a scheme", async () => {
    expect(await outcome({ HTTPS_PROXY: proxy.url.slice("http://".length) })).toEqual([[host()], expect.any(String)]);
  });

  it.each([
    "*",
    "localhost",
    "LOCALHOST",
    ".localhost,other.example",
    "*.localhost",
    "other.example localhost",
    "localhost:PORT",
  ])("goes straight for NO_PROXY=%s", async (rule) => {
    const noProxy = rule.replace("PORT", new URL(emulator.origin).port);
    const straight = [[], expect.stringMatching(/CERT|SIGNATURE/)];
    expect(await outcome({ HTTPS_PROXY: proxy.url, NO_PROXY: noProxy })).toEqual(straight);
    expect(await outcome({ HTTPS_PROXY: proxy.url, no_proxy: noProxy, NO_PROXY: "" })).toEqual(straight);
  });

  it.each(["", "host", "ocalhost", "localhost:1", "localhost.example", "127.0.0.1"])(
    "goes through the proxy for NO_PROXY=%s",
    async (noProxy) => {
      const [tunnels] = Object(await outcome({ HTTPS_PROXY: proxy.url, NO_PROXY: noProxy }));
      expect(tunnels).toEqual([host()]);
    },
  );

  it("sends plain http straight, as the metadata address of Azure machines needs", async () => {
    expect(await outcome({ HTTPS_PROXY: proxy.url }, proxy.url.replace(/\/\/.*@/, "//"))).toEqual([[], 405]);
  });

  it("fails when the proxy refuses the credentials", async () => {
    const env = { HTTPS_PROXY: proxy.url.replace("corp:", "other:") };
    expect(await outcome(env)).toEqual([[], "ERR_PROXY_TUNNEL"]);
  });

  it.each(["http://127.0.0.1:9", "http://localhost:9", "http://no-such-proxy.invalid:8080"])(
    "says when the proxy %s cannot be reached, instead of blaming the host",
    async (address) => {
      expect(await outcome({ HTTPS_PROXY: address })).toEqual([[], "ERR_PROXY_CONNECTION"]);
    },
  );

  it("blames the host where no proxy is used", async () => {
    const env = { HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "localhost" };
    const gone = await listen(() => undefined);
    await gone.close();
    expect(await outcome(env, `https://localhost:${gone.port}`)).toEqual([[], "ECONNREFUSED"]);
  });

  it.each(["socks5://proxy:1080", "http://", "ftp://x"])("refuses %s as a proxy", (address) => {
    expect(() => createProxyFetch({ HTTPS_PROXY: address }, createRedactor())).toThrow("HTTPS_PROXY is not an address");
  });

  it.each(["http://corp:100%@proxy:8080", "http://co%zrp:x@proxy"])(
    "says how to write %s, without repeating it",
    (address) => {
      expect(() => createProxyFetch({ HTTPS_PROXY: address }, createRedactor())).toThrow(
        expect.objectContaining({ name: "ConfigError", message: expect.not.stringContaining("proxy:") }),
      );
    },
  );

  it("keeps the proxy's password out of texts", () => {
    const redactor = createRedactor();
    createProxyFetch({ HTTPS_PROXY: proxy.url }, redactor);
    const basic = Buffer.from("corp:p@ss word").toString("base64");
    for (const form of ["p@ss word", "p%40ss%20word", basic])
      expect(redactor.redact(`failed: ${form}`)).toBe("failed: [secret]");
  });
});
