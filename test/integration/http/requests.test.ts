import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { withoutAuthentication } from "../../../src/transport/http/authenticator.ts";
import { usualLimits } from "../../../src/transport/http/limits.ts";
import { INITIALIZE, jsonHeaders, rawRequest, type RawRequest } from "../../support/raw-request.ts";
import { modernCall, openSession, post, toolCall, useHttpBench } from "./fixture.ts";

const bench = useHttpBench();

describe("health", () => {
  it.each(["/livez", "/readyz"])("%s answers probes by whatever name", async (path) => {
    const { url } = await bench.serve();
    expect(await rawRequest(url, { path, headers: { host: "10.1.2.3" } })).toMatchObject({ status: 200, text: "ok\n" });
    expect(await rawRequest(url, { path, method: "POST", headers: jsonHeaders(url) })).toMatchObject({ status: 404 });
  });
});

describe("readiness", () => {
  it("waits until callers can be verified; life does not", async () => {
    let canVerify = false;
    const authenticator = { ...withoutAuthentication, ready: () => Promise.resolve(canVerify) };
    const { url } = await bench.serve({ authenticator });
    const probe = async (path: string) => (await rawRequest(url, { path, headers: jsonHeaders(url) })).status;
    expect([await probe("/livez"), await probe("/readyz")]).toEqual([200, 503]);
    canVerify = true;
    expect([await probe("/livez"), await probe("/readyz")]).toEqual([200, 200]);
  });
});

describe("a request is refused", () => {
  const tooDeep = `${"[".repeat(500_000)}${"]".repeat(500_000)}`;
  const cases: readonly (readonly [string, Partial<RawRequest>, number])[] = [
    ["another method", { method: "PUT" }, 405],
    ["another path", { path: "/sse" }, 404],
    ["a form", { headers: { "content-type": "text/plain" } }, 415],
    ["no content type", { headers: { "content-type": "" } }, 415],
    ["a compressed body", { headers: { "content-encoding": "gzip" } }, 415],
    ["broken JSON", { body: "{" }, 400],
    ["bytes that are no UTF-8", { body: Buffer.from([0x22, 0xff, 0x22]) }, 400],
    ["an empty body", { body: "" }, 400],
    ["a deeply nested body", { body: tooDeep }, 400],
    ["a large body", { body: JSON.stringify("x".repeat(usualLimits.bodyBytes)) }, 413],
    ["a large batch", { body: JSON.stringify(Array.from({ length: 51 }, (_, id) => toolCall(id, "who"))) }, 400],
    ["no session", { body: JSON.stringify(toolCall(1, "who")) }, 400],
    ["an unknown session", { headers: { "mcp-session-id": "b3c9" } }, 404],
  ];
  it.each(cases)("with %s", async (_, { headers = {}, ...changed }, status) => {
    const { url } = await bench.serve();
    const request = { method: "POST", body: INITIALIZE, ...changed, headers: { ...jsonHeaders(url), ...headers } };
    const answer = await rawRequest(url, request);
    expect(answer).toMatchObject({ status, headers: { "x-content-type-options": "nosniff" } });
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: "2.0", error: { message: expect.any(String) } });
    await openSession(url);
  });

  it("with a large body of unknown length, before its end", async () => {
    const { url } = await bench.serve();
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    const answer = new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())));
    const chunk = `${(65_536).toString(16)}\r\n${"x".repeat(65_536)}\r\n`;
    socket
      .on("error", () => undefined)
      .write(
        `POST /mcp HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(17)}`,
      );
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it("with large headers", async () => {
    const { url } = await bench.serve();
    const headers = { ...jsonHeaders(url), "x-large": "x".repeat(usualLimits.headerBytes) };
    expect((await rawRequest(url, { headers })).status).toBe(431);
  });
});

describe("limits of a caller", () => {
  it("answer 429 with the time to wait; a batch costs its messages", async () => {
    let now = 0;
    const caller = { perSecond: 1, burst: 3, running: 10, streams: 10 };
    const { url } = await bench.serve({ limits: { ...usualLimits, caller }, now: () => now });
    const session = { "mcp-session-id": await openSession(url), "mcp-protocol-version": "2025-03-26" };
    const batch = [toolCall(1, "who"), toolCall(2, "who")];
    expect((await post(url, batch, session)).status).toBe(200);
    expect(await post(url, batch, session)).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
    now = 1_000;
    expect(await post(url, batch, session)).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
    now = 2_000;
    expect((await post(url, batch, session)).status).toBe(200);
  });

  it("bound the requests that run at a time, not those that come after", async () => {
    const caller = { perSecond: 100, burst: 100, running: 1, streams: 10 };
    const { url } = await bench.serve({ limits: { ...usualLimits, caller } });
    const { message, headers } = modernCall(1, "wait");
    const call = bench.nextCall();
    const first = post(url, message, headers);
    const { release } = await call;
    expect((await post(url, message, headers)).status).toBe(429);
    release();
    expect(await first).toMatchObject({ status: 200, text: expect.stringContaining("released") });
    const next = modernCall(2, "who");
    expect((await post(url, next.message, next.headers)).status).toBe(200);
  });
});

describe("a slow body", () => {
  it("takes a place of its caller before it is read", async () => {
    const caller = { perSecond: 100, burst: 100, running: 1, streams: 1 };
    const { url } = await bench.serve({ limits: { ...usualLimits, caller } });
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname).on("error", () => undefined);
    socket.write(
      `POST /mcp HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    const { message, headers } = modernCall(1, "who");
    await expect.poll(async () => (await post(url, message, headers)).status).toBe(429);
    socket.destroy();
    await expect.poll(async () => (await post(url, message, headers)).status).toBe(200);
  });
});

describe("answers", () => {
  it("are stored by no cache", async () => {
    const { url } = await bench.serve();
    const { message, headers } = modernCall(1, "who");
    expect((await post(url, message, headers)).headers).toMatchObject({
      "cache-control": expect.stringMatching(/no-store|no-cache/),
    });
  });
});
