import { describe, expect, it } from "vitest";
import { faults } from "../../support/emulator/faults.ts";
import { codeIn, daemon, errorIn, never, now, useBench } from "./sign-in-fixture.ts";

const bench = useBench();

/** A sign-in whose user declined while nobody waited for it. */
async function declinedUnheard() {
  const signIn = bench.signIn();
  const code = codeIn(await signIn.connect(now));
  bench.emulator.control.decline(code);
  while (signIn.state().status === "awaiting_user") await new Promise((resolve) => setTimeout(resolve, 20));
  return { signIn, code };
}

describe("a failure that nobody waited for", () => {
  it("tells of a failure once before it starts over", async () => {
    const { signIn, code } = await declinedUnheard();
    expect(errorIn(await signIn.connect(now))).toMatchObject({ aadsts: 65004 });
    expect(codeIn(await signIn.connect(now))).not.toBe(code);
    await signIn.disconnect();
  });

  it("starts over at once after a query has told of it", async () => {
    const { signIn, code } = await declinedUnheard();
    expect((await signIn.authorize(never)).status).toBe("failed");
    expect(codeIn(await signIn.connect(now))).not.toBe(code);
    await signIn.disconnect();
  });

  it("starts over at once after connect or a query has told of an outage", async () => {
    const signIn = bench.signIn(daemon());
    const html = faults.html(200);
    bench.emulator.control.fail("token:client_credentials", html, html, html, html);
    expect(errorIn(await signIn.connect(now)).message).toMatch(/cannot be used for sign-in/);
    await expect(signIn.authorize(never)).rejects.toThrow(/cannot be used for sign-in/);
    bench.emulator.control.reset();
    expect((await signIn.connect(now)).status).toBe("connected");
  });

  it("starts over at once when another method is asked for", async () => {
    const { signIn, code } = await declinedUnheard();
    expect(codeIn(await signIn.connect({ ...now, authType: "device" }))).not.toBe(code);
    await signIn.disconnect();
    expect(signIn.state()).toEqual({ status: "signed_out" });
  });
});
