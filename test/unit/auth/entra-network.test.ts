import { describe, expect, it } from "vitest";
import { EntraNetwork } from "../../../src/auth/entra-network.ts";
import { createRedactor } from "../../../src/secrets.ts";
import { faults, TRACE_ID } from "../../support/emulator/faults.ts";
import type { Fault } from "../../support/emulator/faults.ts";
import { useBench } from "./sign-in-fixture.ts";

const bench = useBench();
const base = "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/oauth2/v2.0";
const secret = "s3cret-of-the-form";
const post = (grant: string, field = "device_code") => ({
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams({
    grant_type: grant,
    client_id: "33333333-3333-4333-8333-333333333333",
    [field]: secret,
  }).toString(),
});

function network(signal?: AbortSignal) {
  const waits: number[] = [];
  const redactor = createRedactor();
  const wait = (ms: number) => Promise.resolve(void waits.push(ms));
  return { waits, redactor, net: new EntraNetwork({ fetch: bench.emulator.fetch, redactor, signal, wait }) };
}
const poll = (net: EntraNetwork) => net.sendPostRequestAsync<{ error?: string }>(`${base}/token`, post("device_code"));

describe("polling for a device code", () => {
  it("waits five seconds more after each slow_down, at most thirty", async () => {
    bench.emulator.control.fail("token:device_code", ...Array.from({ length: 8 }, () => faults.slowDown()));
    const { net, waits } = network();
    for (let i = 0; i < 8; i += 1) expect((await poll(net)).body).toEqual({ error: "authorization_pending" });
    expect(waits).toEqual([0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 30_000]);
  });

  it("honours Retry-After up to thirty seconds", async () => {
    bench.emulator.control.fail(
      "token:device_code",
      faults.reply(429, {}, { "retry-after": "7" }),
      faults.reply(503, {}, { "retry-after": "900" }),
    );
    const { net, waits } = network();
    for (let i = 0; i < 3; i += 1) await poll(net);
    expect(waits).toEqual([0, 7_000, 30_000]);
  });

  it("keeps the reason that MSAL drops", async () => {
    const description = "Access has been blocked by Conditional Access policies.\r\nTrace ID: x";
    bench.emulator.control.fail("token:device_code", faults.aadsts(53003, { description, claims: '{"a":1}' }));
    const { net } = network();
    await poll(net);
    expect(net.lastFailure).toEqual({
      kind: "refused",
      error: "access_denied",
      codes: [53003],
      description: "Access has been blocked by Conditional Access policies.",
      claims: '{"a":1}',
      traceId: TRACE_ID,
    });
    bench.emulator.control.fail("token:device_code", faults.pending());
    await poll(net);
    expect(net.lastFailure).toBeUndefined();
  });

  it("ends at once when it is cancelled", async () => {
    bench.emulator.control.fail("token:device_code", faults.hang());
    const cancel = new AbortController();
    const { net } = network(cancel.signal);
    const answer = poll(net);
    await bench.emulator.control.next("token:device_code");
    cancel.abort();
    await expect(answer).rejects.toMatchObject({ failure: { kind: "outage", reason: "cancelled" } });
  });
});

const refresh = (net: EntraNetwork) =>
  net.sendPostRequestAsync(`${base}/token`, post("refresh_token", "refresh_token"));
const credentials = (net: EntraNetwork) =>
  net.sendPostRequestAsync(`${base}/token`, post("client_credentials", "client_secret"));
const attempts = () => bench.emulator.control.received.length;

describe("other requests", () => {
  it.each<[string, Fault[], typeof refresh, number, string | undefined]>([
    ["two short outages", [faults.reply(500, "x"), faults.html(502)], refresh, 3, undefined],
    ["three of them", [faults.reply(503, "x"), faults.reply(503, "x"), faults.reply(503, "x")], refresh, 3, "server"],
    ["a long Retry-After", [faults.reply(429, {}, { "retry-after": "60" })], refresh, 1, "throttled"],
    ["a dropped request", [faults.drop()], credentials, 2, undefined],
    // A refresh token may be spent although its answer was lost.
    ["a dropped refresh", [faults.drop()], refresh, 1, "connection"],
    ["a web page", [faults.html(200)], credentials, 1, "not_json"],
    ["half an answer", [faults.malformed()], credentials, 1, "not_json"],
    ["a redirect", [faults.redirect("https://evil.example/")], credentials, 1, "redirect"],
  ])("meets %s", async (_, script, request, requests, reason) => {
    const { net } = network();
    const route = request === refresh ? "token:refresh_token" : "token:client_credentials";
    bench.emulator.control.fail(route, ...script);
    await request(net).catch(() => undefined);
    expect([attempts(), net.lastFailure?.kind === "outage" ? net.lastFailure.reason : undefined]).toEqual([
      requests,
      reason,
    ]);
  });

  it("gives up after its time limit", async () => {
    bench.emulator.control.fail("discovery", faults.hang());
    const { net } = network();
    const url = "https://login.microsoftonline.com/common/discovery/instance";
    await expect(net.sendGetRequestAsync(url, {}, 50)).rejects.toMatchObject({ failure: { reason: "timeout" } });
  });

  it("registers what it sends and receives with the redactor", async () => {
    const tokens = {
      access_token: "acc-1234",
      refresh_token: "ref-1234",
      id_token: "idt-1234",
      device_code: "dev-1234",
    };
    bench.emulator.control.fail("token:client_credentials", faults.reply(200, tokens));
    const { net, redactor } = network();
    await credentials(net);
    const text = JSON.stringify([...Object.values(tokens), secret]);
    expect(redactor.redact(text)).toBe(JSON.stringify(Array(5).fill("[secret]")));
  });
});
