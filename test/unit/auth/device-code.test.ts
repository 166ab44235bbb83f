import { describe, expect, it } from "vitest";
import { ALICE, BOB, CONTOSO, EVE, FABRIKAM } from "../../support/emulator/directory.ts";
import { faults } from "../../support/emulator/faults.ts";
import { codeIn, errorIn, never, now, patient, useBench } from "./sign-in-fixture.ts";

const bench = useBench();
const control = () => bench.emulator.control;

describe("device code", () => {
  it("shows a code, waits in the background, and reports account and permissions", async () => {
    const signIn = bench.signIn();
    expect(signIn.state()).toEqual({ status: "signed_out" });
    const shown = await signIn.connect(now);
    expect(shown).toMatchObject({
      status: "awaiting_user",
      prompt: { verificationUri: "https://login.microsoftonline.com/devicelogin", intervalSeconds: 1 },
    });
    control().approve(codeIn(shown), ALICE);
    expect(await signIn.connect(patient)).toEqual({
      status: "connected",
      account: { userName: ALICE.userName, objectId: ALICE.objectId, tenantId: CONTOSO.id },
      permissions: {
        granted: ["ThreatHunting.Read.All", "SecurityAlert.Read.All", "SecurityIncident.Read.All", "User.Read"],
        missing: [],
      },
    });
    const access = await signIn.authorize(never);
    expect(access.status === "authorized" && control().secrets()).toContain(
      access.status === "authorized" && access.token.reveal(),
    );
  });

  it("never asks for a second code while one lives, however many callers there are", async () => {
    const signIn = bench.signIn();
    const states = await Promise.all([signIn.connect(now), signIn.connect(now), signIn.connect(now)]);
    const access = await signIn.authorize(never);
    expect(new Set([...states, signIn.state()].map(codeIn)).size).toBe(1);
    expect(access).toEqual(signIn.state());
    expect(control().requestsTo("devicecode")).toHaveLength(1);
    await signIn.disconnect();
  });

  it("answers within two seconds when Entra is slow, and has the code at the next call", async () => {
    control().fail("devicecode", faults.delay(2_600));
    const signIn = bench.signIn();
    expect(await signIn.connect(now)).toEqual({ status: "awaiting_user", prompt: { method: "starting" } });
    expect(codeIn(await signIn.connect(now))).toMatch(/^[A-Z]{9}$/);
    expect(control().requestsTo("devicecode")).toHaveLength(1);
    await signIn.disconnect();
  });

  it("keeps waiting while the token endpoint fails now and then", async () => {
    control().fail("token:device_code", faults.drop(), faults.reply(503, "busy"), faults.html(502), faults.malformed());
    const signIn = bench.signIn();
    control().approve(codeIn(await signIn.connect(now)), ALICE);
    expect((await signIn.connect(patient)).status).toBe("connected");
    expect(control().requestsTo("token:device_code")).toHaveLength(5);
  });

  it("fails when the person declines, stays failed for queries, and starts afresh at the next connect", async () => {
    const signIn = bench.signIn();
    const code = codeIn(await signIn.connect(now));
    control().decline(code);
    const state = await signIn.connect(patient);
    expect(errorIn(state)).toMatchObject({ aadsts: 65004, nextStep: expect.stringContaining("Call connect again") });
    expect(await signIn.authorize(never)).toEqual(state);
    expect(codeIn(await signIn.connect(now))).not.toBe(code);
    await signIn.disconnect();
  });

  it("gives a new code after the old one expired, although nobody polled in between", async () => {
    let clock = 0;
    const signIn = bench.signIn({}, { now: () => Date.now() + clock });
    const code = codeIn(await signIn.connect(now));
    clock = 901_000;
    expect(codeIn(await signIn.connect(now))).not.toBe(code);
    await signIn.disconnect();
  });

  it("reports an expired code with the way to a new one", async () => {
    const signIn = bench.signIn();
    control().expire(codeIn(await signIn.connect(now)));
    expect(errorIn(await signIn.connect(patient))).toMatchObject({
      message: "The sign-in code expired before it was used (AADSTS70019).",
      nextStep: "Call connect again for a new code.",
    });
  });

  it("ends by itself when the code expires while Entra keeps saying that it waits", async () => {
    control().device.lifetimeSeconds = 2;
    control().fail("token:device_code", ...Array.from({ length: 9 }, () => faults.pending()));
    const signIn = bench.signIn();
    await signIn.connect(now);
    control().device.lifetimeSeconds = 900;
    expect(errorIn(await signIn.connect(patient)).message).toBe(
      "The sign-in code expired before it was used (expired_token).",
    );
  });

  it.each([
    ["refused by a code of Entra", faults.aadsts(700016), 700016],
    ["without a code in it", faults.reply(200, { user_code: "ABC", message: "hello" }), undefined],
    [
      "with a page that is not https",
      faults.reply(200, { device_code: "d".repeat(40), user_code: "A", verification_uri: "http://x" }),
      undefined,
    ],
  ])("fails at once on a device code answer %s", async (_, fault, aadsts) => {
    control().fail("devicecode", fault);
    const signIn = bench.signIn();
    const { aadsts: code, nextStep } = errorIn(await signIn.connect(now));
    expect([code, nextStep]).toEqual([aadsts, expect.stringMatching(/\w/)]);
    expect(control().requestsTo("token:device_code")).toHaveLength(0);
  });

  it("polls every five seconds when Entra names no interval", async () => {
    const page = "https://login.microsoftonline.com/devicelogin";
    control().fail(
      "devicecode",
      faults.reply(200, { device_code: "d".repeat(40), user_code: "A", verification_uri: page }),
    );
    const signIn = bench.signIn();
    expect(await signIn.connect(now)).toMatchObject({ prompt: { intervalSeconds: 5 } });
    await signIn.disconnect();
  });

  it("forgets a sign-in that is cancelled, even when the person approves it afterwards", async () => {
    const signIn = bench.signIn();
    const code = codeIn(await signIn.connect(now));
    await signIn.disconnect();
    control().approve(code, ALICE);
    expect(signIn.state()).toEqual({ status: "signed_out" });
    expect(codeIn(await signIn.connect(now))).not.toBe(code);
    await signIn.disconnect();
  });

  it.each([
    ["another tenant", EVE, {}],
    ["another user", BOB, { userName: "ALICE@contoso.example" }],
  ])("discards an account of %s and says who was expected", async (_, person, overrides) => {
    const signIn = bench.signIn(overrides);
    control().approve(codeIn(await signIn.connect(now)), person);
    const { message } = errorIn(await signIn.connect(patient));
    expect(message).toContain(`${person.userName} of tenant ${person.tenantId} signed in`);
    expect(message).toContain(`of tenant ${CONTOSO.id}. The sign-in was discarded.`);
    expect((await signIn.authorize(never)).status).toBe("failed");
    expect(codeIn(await signIn.connect(now))).toMatch(/\w/);
    await signIn.disconnect();
  });

  it("accepts the configured user whatever the case of the name", async () => {
    const signIn = bench.signIn({ userName: "ALICE@Contoso.Example", tenantId: CONTOSO.domain });
    control().approve(codeIn(await signIn.connect(now)), ALICE);
    expect((await signIn.connect(patient)).status).toBe("connected");
  });

  it("takes a partner's token from the customer's tenant", async () => {
    const signIn = bench.signIn({ tenantId: FABRIKAM.id });
    control().approve(codeIn(await signIn.connect(now)), EVE);
    expect(await signIn.connect(patient)).toMatchObject({ status: "connected", account: { tenantId: FABRIKAM.id } });
    expect(
      control()
        .requestsTo("token:device_code")
        .every(({ path }) => path.startsWith(`/${FABRIKAM.id}/`)),
    ).toBe(true);
  });

  it("names a missing permission", async () => {
    const [app] = bench.emulator.directory.apps;
    if (app === undefined) throw new Error("no app");
    const { delegated } = app;
    app.delegated = { graph: ["User.Read"], mde: [] };
    const signIn = bench.signIn();
    control().approve(codeIn(await signIn.connect(now)), ALICE);
    const state = await signIn.connect(patient);
    app.delegated = delegated;
    expect(state).toMatchObject({ permissions: { granted: ["User.Read"], missing: ["ThreatHunting.Read.All"] } });
  });

  it("lets a caller stop waiting without ending the sign-in of the others", async () => {
    const signIn = bench.signIn();
    const caller = new AbortController();
    const code = codeIn(await signIn.connect(now));
    const waiting = signIn.connect({ waitMs: 10_000, signal: caller.signal });
    caller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    expect(codeIn(signIn.state())).toBe(code);
    await signIn.disconnect();
  });
});
