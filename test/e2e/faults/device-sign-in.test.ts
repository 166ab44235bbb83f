import { beforeEach, describe, expect, it } from "vitest";
import type { ToolAnswer } from "../../support/clients.ts";
import { useEmulatedServer } from "../../support/emulated-server.ts";
import { ALICE, EVE } from "../../support/emulator/directory.ts";
import { faults, TRACE_ID, type Fault } from "../../support/emulator/faults.ts";
import { signIn, userCodeOf } from "../../support/sign-in.ts";

const poll = "token:device_code" as const;
const server = useEmulatedServer();

beforeEach(async () => {
  await server.client.call("disconnect", { instance: "Device" });
  server.emulator.control.reset();
});

const connect = (wait?: number): Promise<ToolAnswer> =>
  server.client.call("connect", { instance: "Device", ...(wait !== undefined && { wait_seconds: wait }) });

const hunt = () => server.client.call("run_hunting_query", { query: "EmailEvents", instance: "Device" });

const signedIn = async (): Promise<void> =>
  expect((await signIn(server, "Device", ALICE)).structured).toMatchObject({ status: "connected" });

describe("a refused device code", () => {
  it.each([
    { code: 700016, says: [/no enabled application/, /ClientId/] },
    { code: 90002, says: [/does not exist/, /TenantId/] },
    { code: 50059, says: [/It said: .Scripted by the emulator/] },
    { code: 53003, says: [/Conditional Access/, /interactive/] },
  ])("becomes a sentence at once, without a prompt: AADSTS$code", async ({ code, says }) => {
    server.emulator.control.fail("devicecode", faults.aadsts(code));
    const { text, structured } = await connect();
    for (const words of [...says, new RegExp(`AADSTS${code}`), new RegExp(TRACE_ID)]) expect(text).toMatch(words);
    expect(structured["sign_in"]).toBeUndefined();
    expect(server.emulator.control.requestsTo(poll)).toEqual([]);
    await signedIn();
  });
});

describe("a refused sign-in", () => {
  const cases: readonly { name: string; fault: Fault; says: readonly RegExp[] }[] = [
    { name: "declined", fault: faults.aadsts(65004), says: [/declined/, /connect again/] },
    { name: "code expired", fault: faults.aadsts(70019), says: [/expired/, /new code/] },
    { name: "code unknown", fault: faults.aadsts(70018), says: [/does not know the sign-in code/, /new code/] },
    { name: "no consent", fault: faults.aadsts(65001), says: [/approved/, /adminconsent/, /ThreatHunting\.Read\.All/] },
    { name: "public client flows off", fault: faults.aadsts(7000218), says: [/public client flows/i] },
    { name: "Conditional Access", fault: faults.aadsts(53003), says: [/Conditional Access/, /interactive/] },
    { name: "device policy", fault: faults.aadsts(53000), says: [/compliant device/, /interactive/] },
    { name: "foreign account", fault: faults.aadsts(50020), says: [/does not belong to tenant/, /guest/] },
    { name: "unassigned user", fault: faults.aadsts(50105), says: [/assigned/, /Enterprise applications/] },
    { name: "RFC 8628's access_denied", fault: faults.reply(400, { error: "access_denied" }), says: [/declined/] },
  ];

  it.each(cases)("becomes a sentence, and a new sign-in works: $name", async ({ fault, says }) => {
    server.emulator.control.fail(poll, fault);
    await connect();
    const { text, structured } = await connect(10);
    expect(structured).toMatchObject({ status: "failed" });
    for (const words of says) expect(text).toMatch(words);
    await signedIn();
  });

  it("comes with the account when somebody of another tenant signed in, whose token is never used", async () => {
    const { text, structured } = await signIn(server, "Device", EVE);
    expect(structured).toMatchObject({ status: "failed" });
    expect(text).toContain(EVE.userName);
    expect(await hunt()).toMatchObject({ isError: true, text: expect.stringContaining(EVE.userName) });
    expect(server.emulator.control.requestsTo("graph")).toEqual([]);
  });
});

describe("a passing disturbance", () => {
  it.each([
    { name: "slow_down", fault: faults.slowDown() },
    { name: "a dropped connection", fault: faults.drop() },
    { name: "503 in plain text", fault: faults.reply(503, "Service Unavailable") },
    { name: "429", fault: faults.reply(429, { error: "too_many_requests" }) },
    { name: "half a JSON document", fault: faults.malformed() },
  ])("does not end the sign-in: $name", async ({ fault }) => {
    server.emulator.control.fail(poll, fault);
    const code = userCodeOf(await connect());
    expect(userCodeOf(await connect())).toBe(code);
    server.emulator.control.approve(code, ALICE);
    expect((await connect(20)).structured).toMatchObject({ status: "connected" });
    expect(server.emulator.control.deviceFlows.filter((flow) => flow.userCode === code)).toHaveLength(1);
  });
});

describe("a token that no longer works", () => {
  it("is refreshed without a person when it has expired", async () => {
    await signedIn();
    server.emulator.control.expireAccessTokens();
    expect((await hunt()).structured).toMatchObject({ status: "ok" });
    expect(server.emulator.control.requestsTo("token:refresh_token")).toHaveLength(1);
  });

  it.each([
    { name: "revoked", fault: faults.aadsts(50173) },
    { name: "inactive for too long", fault: faults.aadsts(700082) },
    {
      name: "multi-factor authentication",
      fault: faults.aadsts(50076, { claims: '{"access_token":{"acrs":{"essential":true}}}' }),
    },
  ])("leads back to the prompt when the refresh is refused: $name", async ({ fault }) => {
    await signedIn();
    server.emulator.control.expireAccessTokens();
    server.emulator.control.fail("token:refresh_token", fault);
    const answer = await hunt();
    expect(answer).toMatchObject({ isError: false, structured: { status: "sign_in_required" } });
    server.emulator.control.approve(userCodeOf(answer), ALICE);
    expect((await connect(10)).structured).toMatchObject({ status: "connected" });
    expect((await hunt()).structured).toMatchObject({ status: "ok" });
  });

  it("is refreshed again after an outage of the token endpoint", async () => {
    await signedIn();
    server.emulator.control.expireAccessTokens();
    server.emulator.control.fail(
      "token:refresh_token",
      ...Array.from({ length: 4 }, () => faults.reply(503, "unavailable")),
    );
    const outage = await hunt();
    expect(outage.text).toMatch(/cannot be used for sign-in/);
    server.emulator.control.reset();
    expect((await hunt()).structured).toMatchObject({ status: "ok" });
  });
});
