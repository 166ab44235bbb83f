import { EventEmitter, once } from "node:events";
import { describe, expect, it } from "vitest";
import type { Authenticator } from "../../../src/transport/http/authenticator.ts";
import { usualLimits } from "../../../src/transport/http/limits.ts";
import { INITIALIZE, jsonHeaders, rawRequest } from "../../support/raw-request.ts";
import { modernCall, openSession, post, toolCall, useHttpBench } from "./fixture.ts";

const bench = useHttpBench();

/** Believes whatever name a request gives, so that tests can be anyone. */
const believing: Authenticator = {
  authenticate: ({ authorization }) =>
    Promise.resolve({
      kind: "caller",
      authInfo: { token: "", clientId: "test", scopes: [], extra: { tid: "t", oid: authorization ?? "" } },
    }),
};
const alice = { authorization: "alice" };
const bob = { authorization: "bob" };

describe("a session", () => {
  it("serves its client until it is deleted", async () => {
    const { url } = await bench.serve();
    const session = { "mcp-session-id": await openSession(url) };
    expect((await post(url, toolCall(2, "who"), session)).text).toContain("nobody");
    const headers = { ...jsonHeaders(url), ...session };
    expect((await rawRequest(url, { method: "DELETE", headers })).status).toBe(200);
    expect((await post(url, toolCall(3, "who"), session)).status).toBe(404);
  });

  it("of another principal is as unknown as one that never was", async () => {
    const { url } = await bench.serve({ authenticator: believing });
    const session = { "mcp-session-id": await openSession(url, alice) };
    expect((await post(url, toolCall(2, "who"), { ...session, ...alice })).text).toContain("alice");
    const foreign = await post(url, toolCall(2, "who"), { ...session, ...bob });
    const unknown = await post(url, toolCall(2, "who"), { "mcp-session-id": "none", ...bob });
    expect(foreign.status).toBe(404);
    expect(foreign.text).toBe(unknown.text);
    const headers = { ...jsonHeaders(url), ...session, ...bob };
    expect((await rawRequest(url, { method: "DELETE", headers })).status).toBe(404);
    expect((await rawRequest(url, { headers })).status).toBe(404);
    expect((await post(url, toolCall(3, "who"), { ...session, ...alice })).status).toBe(200);
  });

  it("makes room for a newer one of its owner when it is idle longest, and touches nobody else's", async () => {
    const sessions = { most: 3, mostPerOwner: 2, idleMs: 60_000 };
    let now = 0;
    const { url } = await bench.serve({
      authenticator: believing,
      limits: { ...usualLimits, sessions },
      now: () => (now += 1),
    });
    const bobs = { "mcp-session-id": await openSession(url, bob), ...bob };
    const first = { "mcp-session-id": await openSession(url, alice), ...alice };
    const second = { "mcp-session-id": await openSession(url, alice), ...alice };
    expect((await post(url, toolCall(2, "who"), first)).status).toBe(200);
    const third = { "mcp-session-id": await openSession(url, alice), ...alice };
    const statuses = [bobs, first, second, third].map(
      async (headers) => (await post(url, toolCall(3, "who"), headers)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 404, 200]);
  });

  it("is never closed for another one while it works", async () => {
    const sessions = { most: 1, mostPerOwner: 1, idleMs: 60_000 };
    const { url } = await bench.serve({ limits: { ...usualLimits, sessions } });
    const session = { "mcp-session-id": await openSession(url) };
    const call = bench.nextCall();
    const answer = post(url, toolCall(2, "wait"), session);
    const { release } = await call;
    await expect(openSession(url)).rejects.toThrow("503");
    release();
    expect((await answer).text).toContain("released");
  });

  it("takes the cancellation of a request by another request", async () => {
    const { url } = await bench.serve();
    const session = { "mcp-session-id": await openSession(url) };
    const call = bench.nextCall();
    const answer = post(url, toolCall(7, "wait"), session);
    const { aborted } = await call;
    const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 7 } };
    expect((await post(url, cancel, session)).status).toBe(202);
    await aborted;
    const headers = { ...jsonHeaders(url), ...session };
    await rawRequest(url, { method: "DELETE", headers });
    await answer;
  });

  it("does not exist where no session is kept", async () => {
    const { url } = await bench.serve({ stateless: true });
    expect((await post(url, toolCall(1, "who"))).text).toContain("nobody");
    expect((await rawRequest(url, { headers: jsonHeaders(url) })).status).toBe(405);
  });
});

describe("many sessions at once", () => {
  it("never are more than allowed, however many open together", async () => {
    const sessions = { most: 100, mostPerOwner: 3, idleMs: 60_000 };
    const { url } = await bench.serve({ limits: { ...usualLimits, sessions } });
    const opening = await Promise.allSettled(Array.from({ length: 12 }, () => openSession(url)));
    const ids = opening.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const alive = ids.map(async (id) => (await post(url, toolCall(1, "who"), { "mcp-session-id": id })).status === 200);
    expect((await Promise.all(alive)).filter(Boolean).length).toBeLessThanOrEqual(3);
    expect(ids.length).toBeGreaterThan(0);
    await openSession(url);
  });

  it("leave nothing behind when their first request is refused", async () => {
    const sessions = { most: 1, mostPerOwner: 1, idleMs: 60_000 };
    const { url } = await bench.serve({ limits: { ...usualLimits, sessions } });
    const refused = await post(url, INITIALIZE, { accept: "text/plain" });
    expect(refused.status).toBe(406);
    await openSession(url);
  });
});

const streamOf = (url: string, session: Readonly<Record<string, string>>) =>
  fetch(url, { headers: { ...session, accept: "text/event-stream" } });

describe("streams", () => {
  it("are limited for each caller", async () => {
    const caller = { perSecond: 100, burst: 100, running: 10, streams: 1 };
    const { url } = await bench.serve({ authenticator: believing, limits: { ...usualLimits, caller } });
    const [first, second, bobs] = [
      { ...alice, "mcp-session-id": await openSession(url, alice) },
      { ...alice, "mcp-session-id": await openSession(url, alice) },
      { ...bob, "mcp-session-id": await openSession(url, bob) },
    ];
    expect((await streamOf(url, first)).status).toBe(200);
    expect((await streamOf(url, second)).status).toBe(429);
    expect((await streamOf(url, bobs)).status).toBe(200);
    expect((await post(url, toolCall(1, "who"), second)).status).toBe(200);
  });

  it("end with the token that opened them", async () => {
    const seconds = Math.ceil(Date.now() / 1000) + 1;
    const authInfo = { token: "", clientId: "test", scopes: [], expiresAt: seconds, extra: { tid: "t", oid: "o" } };
    const authenticator = { authenticate: () => Promise.resolve({ kind: "caller" as const, authInfo }) };
    const { url } = await bench.serve({ authenticator });
    const { body } = await streamOf(url, { "mcp-session-id": await openSession(url) });
    await expect(body?.getReader().read()).rejects.toThrow("terminated");
    expect(Date.now()).toBeGreaterThanOrEqual(seconds * 1000);
  });
});

describe("the end", () => {
  it("cancels what still runs after the time allowed, in both eras", async () => {
    const server = await bench.serve();
    const { url } = server;
    const session = { "mcp-session-id": await openSession(url) };
    const legacyCall = bench.nextCall();
    const legacy = post(url, toolCall(2, "wait"), session).catch(() => undefined);
    const { aborted: legacyAborted } = await legacyCall;
    const modernRunning = bench.nextCall();
    const { message, headers } = modernCall(1, "wait");
    const modern = post(url, message, headers).catch(() => undefined);
    const { aborted: modernAborted } = await modernRunning;
    const closed = server.close();
    await Promise.all([legacyAborted, modernAborted, legacy, modern, closed, server.closed]);
    await expect(post(url, message, headers)).rejects.toThrow("ECONNREFUSED");
  });

  it("is not held up by a caller who went while being verified", async () => {
    const verification = new EventEmitter();
    const authenticator: Authenticator = {
      async authenticate() {
        verification.emit("started");
        await once(verification, "finish");
        return { kind: "caller", authInfo: undefined };
      },
    };
    const server = await bench.serve({ authenticator, limits: { ...usualLimits, drainMs: 600_000 } });
    const abort = new AbortController();
    const asked = fetch(server.url, { method: "DELETE", signal: abort.signal });
    await once(verification, "started");
    abort.abort();
    await expect(asked).rejects.toThrow("aborted");
    // The server hears of it a moment later than the caller.
    await new Promise((resolve) => setTimeout(resolve, 100));
    verification.emit("finish");
    await server.close();
  });

  it("is not held up by an open stream", async () => {
    const limits = { ...usualLimits, drainMs: 60_000 };
    const server = await bench.serve({ limits });
    const session = { "mcp-session-id": await openSession(server.url) };
    const stream = fetch(server.url, { headers: { ...session, accept: "text/event-stream" } });
    const { body } = await stream;
    await server.close();
    await expect(
      body
        ?.getReader()
        .read()
        .then(({ done }) => done),
    ).resolves.toBe(true);
  });
});
