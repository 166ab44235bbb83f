import { describe, expect, it } from "vitest";
import { ALICE } from "../../support/emulator/directory.ts";
import { eras, useBench, type PageAction } from "./fixture.ts";

const bench = useBench();
const control = () => bench.emulator.control;

/** What a user does who enters the shown code and then says that it is done. */
function approving(message: string): PageAction {
  control().approve(/code (\S+)/.exec(message)?.[1] ?? "", ALICE);
  return "accept";
}

describe.each(eras)("in the %s era, with a host that opens pages", (era) => {
  it("offers the page with the code in its message, and reports the finished sign-in", async () => {
    const host = await bench.connect(era, approving);
    const { structured, text } = await host.call("connect", { instance: "Contoso" });
    expect(structured).toMatchObject({ status: "connected", account: ALICE.userName });
    expect(host.pages).toHaveLength(1);
    expect(host.pages[0]?.url).toMatch(/^https:\/\//);
    const code = /code (\S+)/.exec(host.pages[0]?.message ?? "")?.[1] ?? "none";
    expect(text + JSON.stringify(structured)).not.toContain(code);
  });

  it("runs the query that met a signed-out instance", async () => {
    const host = await bench.connect(era, approving);
    const { structured } = await host.call("run_hunting_query", { query: "EmailEvents", instance: "Contoso" });
    expect(structured).toMatchObject({ status: "ok", total_rows: 12 });
    expect(host.pages).toHaveLength(1);
  });

  it.each(["decline", "cancel"] as const)(
    "falls back to the text when the user says %s, and does not ask again",
    async (action) => {
      const host = await bench.connect(era, () => action);
      const { structured, text } = await host.call("connect", { instance: "Contoso" });
      expect(structured).toMatchObject({ status: "awaiting_user" });
      const { user_code: code } = Object(structured?.["sign_in"]);
      expect(text).toContain(code);
      expect((await host.call("connect", { instance: "Contoso" })).structured).toMatchObject({
        sign_in: { user_code: code },
      });
      expect((await host.call("run_hunting_query", { query: "T", instance: "Contoso" })).structured).toMatchObject({
        status: "sign_in_required",
        sign_in: { user_code: code },
      });
      expect(host.pages).toHaveLength(1);
      expect(control().requestsTo("devicecode")).toHaveLength(1);
    },
  );

  it("reports a sign-in that the user declined on the page, then starts over", async () => {
    const host = await bench.connect(era, (message) => {
      control().decline(/code (\S+)/.exec(message)?.[1] ?? "");
      return "accept";
    });
    const { structured, text } = await host.call("connect", { instance: "Contoso" });
    expect(structured).toMatchObject({ status: "failed", next_step: expect.stringContaining("Call connect again") });
    expect(text).toContain("65004");
    await host.call("connect", { instance: "Contoso" });
    expect(host.pages).toHaveLength(2);
  });

  it("offers one page to two callers at a time; the other one gets the same code as text", async () => {
    const host = await bench.connect(era, () => "decline");
    const both = await Promise.all([
      host.call("connect", { instance: "Contoso" }),
      host.call("run_hunting_query", { query: "EmailEvents", instance: "Contoso" }),
    ]);
    const codes = both.map(({ structured }) => String(Object(structured?.["sign_in"]).user_code));
    expect(new Set(codes)).toEqual(new Set([/code (\S+)/.exec(host.pages[0]?.message ?? "")?.[1]]));
    expect([host.pages.length, control().requestsTo("devicecode").length]).toEqual([1, 1]);
  });

  it("asks for no page where nobody must sign in", async () => {
    const host = await bench.connect(era, approving);
    expect((await host.call("connect", { instance: "Daemon" })).structured).toMatchObject({ status: "connected" });
    expect(host.pages).toEqual([]);
  });
});

describe.each(eras)("in the %s era, with a host that opens no pages", (era) => {
  it("shows page and code in the text, and goes on when the person has signed in", async () => {
    const host = await bench.connect(era);
    const { structured, text } = await host.call("connect", { instance: "Contoso" });
    const { user_code: code, verification_uri: page } = Object(structured?.["sign_in"]);
    expect([text.includes(String(code)), text.includes(String(page)), host.pages]).toEqual([true, true, []]);
    control().approve(String(code), ALICE);
    expect((await host.call("connect", { instance: "Contoso", wait_seconds: 20 })).structured).toMatchObject({
      status: "connected",
    });
  });
});

describe("a sign-in page's answer in the modern era", () => {
  const params = { name: "connect", arguments: { instance: "Contoso" } };

  it("is not accepted with a state that this server did not sign", async () => {
    const { client } = await bench.connect("modern");
    const forged = client.request({
      method: "tools/call",
      params: { ...params, requestState: "v1.e30.AAAA", inputResponses: { sign_in: { action: "accept" } } },
    });
    await expect(forged).rejects.toMatchObject({ code: -32602 });
  });

  it("without any state is no acceptance: the text follows at once", async () => {
    const { client } = await bench.connect("modern");
    const result = await client.request({
      method: "tools/call",
      params: { ...params, inputResponses: { sign_in: { action: "accept" } } },
    });
    expect(result.structuredContent).toMatchObject({ status: "awaiting_user" });
  });
});
