import { describe, expect, it } from "vitest";
import { createBrowser } from "../../../src/auth/browser.ts";
import { PublicClient } from "../../../src/auth/public-client.ts";
import type { SignInPrompt } from "../../../src/auth/sign-in.ts";
import { ALICE, CONTOSO, EVE } from "../../support/emulator/directory.ts";
import { faults } from "../../support/emulator/faults.ts";
import { codeIn, errorIn, instanceOf, never, now, patient, remoteEndpoint, useBench } from "./sign-in-fixture.ts";

const bench = useBench();
const unescape = (text: string) => text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'");

/** Fills in Entra's page as a person would, and posts the form it answers with to the loopback address. */
async function complete(url: string, account: string, decision = "approve", change = {}): Promise<Response> {
  const page = await bench.emulator.fetch(url, { method: "POST", body: new URLSearchParams({ account, decision }) });
  const html = unescape(await page.text());
  const action = /action="([^"]+)"/.exec(html)?.[1] ?? "";
  const fields = Object.fromEntries(
    [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map((match) => [match[1], match[2]]),
  );
  return fetch(`${action}/`, { method: "POST", body: new URLSearchParams({ ...fields, ...change }) });
}

const browser = (account: string, decision?: string) => ({
  openBrowser: (url: string) => complete(url, account, decision).then(() => undefined),
});
const interactive = { ...patient, authType: "interactive" } as const;

describe("browser sign-in", () => {
  it("connects by authorization code with PKCE and form_post on a loopback address", async () => {
    const signIn = bench.signIn({ userName: ALICE.userName }, browser(ALICE.userName));
    expect(await signIn.connect(interactive)).toMatchObject({
      status: "connected",
      account: { userName: ALICE.userName },
    });
    const [page] = bench.emulator.control.requestsTo("authorize");
    expect(Object.fromEntries(page?.search ?? [])).toMatchObject({
      response_mode: "form_post",
      code_challenge_method: "S256",
      login_hint: ALICE.userName,
      redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+$/),
    });
    await signIn.authorize(never, { refresh: true });
    expect(bench.emulator.control.requestsTo("token:refresh_token")).toHaveLength(1);
  });

  it("shows the page and waits for the person; a wrong state does not end the sign-in", async () => {
    const signIn = bench.signIn({}, { openBrowser: () => Promise.resolve() });
    const state = await signIn.connect({ ...now, authType: "interactive" });
    const url = state.status === "awaiting_user" && state.prompt.method === "browser" ? state.prompt.url : "";
    expect(new URL(url).searchParams.get("prompt")).toBe("select_account");
    expect((await complete(url, EVE.userName, "approve", { state: "forged" })).status).toBe(400);
    expect((await complete(url, ALICE.userName)).status).toBe(200);
    expect((await signIn.connect(patient)).status).toBe("connected");
  });

  it("reports a declined page with its code", async () => {
    const state = await bench.signIn({}, browser(ALICE.userName, "deny")).connect(interactive);
    expect(errorIn(state)).toMatchObject({ aadsts: 65004, message: expect.stringContaining("declined") });
  });

  it("discards an account of another tenant", async () => {
    const state = await bench.signIn({}, browser(EVE.userName)).connect(interactive);
    expect(errorIn(state).message).toContain(`${EVE.userName} of tenant`);
  });

  it("follows a refused device code, and keeps its tokens for the device code", async () => {
    const signIn = bench.signIn({}, browser(ALICE.userName));
    const code = codeIn(await signIn.connect(now));
    expect((await signIn.connect(interactive)).status).toBe("connected");
    bench.emulator.control.approve(code, EVE);
    expect(await signIn.connect({ ...now, authType: "device" })).toMatchObject({
      status: "connected",
      account: { userName: ALICE.userName },
    });
    expect(bench.emulator.control.requestsTo("devicecode")).toHaveLength(1);
  });

  it("opens no page but the sign-in service's own, whatever a custom authority's discovery document says", async () => {
    const { origin, graphOrigin, control } = bench.emulator;
    const endpoints = {
      issuer: `${origin}/${CONTOSO.id}/v2.0`,
      authorization_endpoint: "https://evil.example/authorize",
      token_endpoint: `${origin}/${CONTOSO.id}/oauth2/v2.0/token`,
      jwks_uri: `${origin}/keys`,
    };
    control.fail("discovery", faults.reply(200, endpoints));
    const opened: string[] = [];
    const openBrowser = (url: string) => Promise.resolve(void opened.push(url));
    const customEndpoints = { authority: origin, graph: graphOrigin, mde: undefined };
    const signIn = bench.signIn({ cloud: "custom", customEndpoints }, { allowCustomAuthority: true, openBrowser });
    expect(errorIn(await signIn.connect(interactive)).message).toContain("not the sign-in service's");
    expect(opened).toEqual([]);
  });

  it("fails at once where no browser can be opened, and says how to go on", async () => {
    const state = await bench.signIn().connect(interactive);
    expect(errorIn(state)).toMatchObject({
      message: "No browser can be opened here: this machine has no screen.",
      nextStep: expect.stringContaining('auth_type "device"'),
    });
    const env = { DISPLAY: ":0", PATH: "/nonexistent" };
    expect(errorIn(await bench.signIn({}, { env }).connect(interactive)).message).toContain(
      "xdg-open is not installed",
    );
  });

  it.each(["timeout", "cancel"])("stops waiting on %s and closes its port", async (how) => {
    const instance = instanceOf();
    const context = {
      instance,
      endpoint: remoteEndpoint(instance),
      deps: bench.deps({ openBrowser: () => Promise.resolve() }),
    };
    const strategy = createBrowser(context, new PublicClient(context), how === "timeout" ? 200 : 60_000);
    const cancel = new AbortController();
    const shown: SignInPrompt[] = [];
    const ended = strategy.signIn?.((prompt) => {
      shown.push(prompt);
      if (how === "cancel") cancel.abort();
    }, cancel.signal);
    const happened = how === "timeout" ? "Nobody completed the sign-in page" : /./;
    await expect(ended).rejects.toMatchObject({ name: "SignInError", message: expect.stringMatching(happened) });
    const [prompt] = shown;
    const redirect = new URL(prompt?.method === "browser" ? prompt.url : "").searchParams.get("redirect_uri") ?? "";
    await expect(fetch(redirect.replace("localhost", "127.0.0.1"))).rejects.toThrow("fetch failed");
  });
});
