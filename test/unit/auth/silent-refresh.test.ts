import { describe, expect, it } from "vitest";
import type { Access, SignIn } from "../../../src/auth/sign-in.ts";
import { ALICE } from "../../support/emulator/directory.ts";
import { faults } from "../../support/emulator/faults.ts";
import { codeIn, errorIn, never, now, patient, useBench } from "./sign-in-fixture.ts";

const bench = useBench();
const control = () => bench.emulator.control;
const refreshes = () => control().requestsTo("token:refresh_token").length;

async function connected(): Promise<SignIn> {
  const signIn = bench.signIn();
  control().approve(codeIn(await signIn.connect(now)), ALICE);
  expect((await signIn.connect(patient)).status).toBe("connected");
  return signIn;
}
const tokenIn = (access: Access): string => (access.status === "authorized" ? access.token.reveal() : access.status);

describe("a connected sign-in", () => {
  it("hands out the cached token, and a fresh one when that is asked for", async () => {
    const signIn = await connected();
    const first = tokenIn(await signIn.authorize(never));
    expect([tokenIn(await signIn.authorize(never)), refreshes()]).toEqual([first, 0]);
    const fresh = tokenIn(await signIn.authorize(never, { refresh: true }));
    expect([fresh === first, refreshes()]).toEqual([false, 1]);
    expect(tokenIn(await signIn.authorize(never))).toBe(fresh);
  });

  it("refreshes once for all who ask at the same time, also beside one who takes the cached token", async () => {
    const signIn = await connected();
    const [cached, ...fresh] = await Promise.all([
      signIn.authorize(never),
      ...Array.from({ length: 5 }, () => signIn.authorize(never, { refresh: true })),
    ]);
    expect(new Set(fresh.map(tokenIn)).size).toBe(1);
    expect(fresh.map(tokenIn)).not.toContain(tokenIn(cached));
    expect(refreshes()).toBe(1);
  });

  it.each([
    ["revoked", faults.aadsts(50173)],
    ["expired", faults.aadsts(700082)],
    ["in need of a second factor", faults.aadsts(50076)],
    ["blocked by policy", faults.aadsts(53003)],
    ["without consent", faults.aadsts(65001)],
  ])("goes back to the prompt when the refresh token is %s", async (_, fault) => {
    const signIn = await connected();
    control().fail("token:refresh_token", fault);
    const access = await signIn.authorize(never, { refresh: true });
    expect(access).toMatchObject({ status: "awaiting_user", prompt: { method: "device_code" } });
    control().approve(codeIn(signIn.state()), ALICE);
    expect((await signIn.connect(patient)).status).toBe("connected");
    expect((await signIn.authorize(never)).status).toBe("authorized");
  });

  it("hands a claims challenge to the next sign-in", async () => {
    const signIn = await connected();
    control().fail("token:refresh_token", faults.aadsts(50079, { claims: '{"access_token":{"acrs":{"value":"c1"}}}' }));
    await signIn.authorize(never, { refresh: true });
    expect(control().requestsTo("devicecode").at(-1)?.form.get("claims")).toContain(
      '"access_token":{"acrs":{"value":"c1"}}',
    );
    await signIn.disconnect();
  });

  it("fails with the remedy when no person can settle the refusal", async () => {
    const signIn = await connected();
    control().fail("token:refresh_token", faults.aadsts(700016));
    expect(errorIn(await signIn.authorize(never, { refresh: true })).message).toMatch(
      /no enabled application.*AADSTS700016/,
    );
  });

  it("stays connected through an outage, which is reported as one", async () => {
    const signIn = await connected();
    control().fail("token:refresh_token", faults.reply(429, {}, { "retry-after": "120" }));
    await expect(signIn.authorize(never, { refresh: true })).rejects.toMatchObject({
      name: "ServiceError",
      message:
        "login.microsoftonline.com cannot be used for sign-in: it limits the number of requests at the moment (HTTP 429).",
      nextStep: "Try again in 120 seconds.",
      retryAfterSeconds: 120,
    });
    expect(signIn.state().status).toBe("connected");
    expect((await signIn.authorize(never, { refresh: true })).status).toBe("authorized");
  });

  it("is signed out after disconnect and asks for a new code", async () => {
    const signIn = await connected();
    await signIn.disconnect();
    expect(signIn.state()).toEqual({ status: "signed_out" });
    expect((await signIn.authorize(never)).status).toBe("awaiting_user");
    await signIn.disconnect();
  });

  it("does not start work for a caller who has already gone", async () => {
    const signIn = await connected();
    await expect(signIn.authorize(AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("secrets", () => {
  it("stay out of the log at trace level", async () => {
    const signIn = await connected();
    await signIn.authorize(never, { refresh: true });
    control().fail("token:refresh_token", faults.aadsts(50173));
    await signIn.authorize(never, { refresh: true });
    await signIn.disconnect();
    const log = bench.logged.join("");
    expect(log).toContain("must sign in again");
    expect(
      control()
        .secrets()
        .filter((secret) => log.includes(secret)),
    ).toEqual([]);
  });
});
