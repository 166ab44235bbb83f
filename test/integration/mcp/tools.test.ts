import { describe, expect, it } from "vitest";
import { toolsFor } from "../../../src/tools/index.ts";
import { ALICE } from "../../support/emulator/directory.ts";
import { faults } from "../../support/emulator/faults.ts";
import { eras, useBench, type Host } from "./fixture.ts";

const bench = useBench();

/** Signs the user in by the code that the answer shows; answers when the server knows it. */
async function signIn(host: Host): Promise<void> {
  const { structured } = await host.call("connect", { instance: "Contoso" });
  const { user_code: code } = Object(structured?.["sign_in"]);
  bench.emulator.control.approve(String(code), ALICE);
  const { structured: after } = await host.call("connect", { instance: "Contoso", wait_seconds: 20 });
  expect(after).toMatchObject({ status: "connected" });
}

const fenced = (text: string) => /<(untrusted-data-[\da-f]{26})>\n(.*)\n<\/\1>/s.exec(text)?.[2]?.split("\n") ?? [];

describe.each(eras)("in the %s era", (era) => {
  it("lists the tools in their order, with instructions, and nothing is sent anywhere", async () => {
    const { client } = await bench.connect(era);
    const listed = await client.listTools();
    expect(listed.tools.map((tool) => tool.name)).toEqual(toolsFor([]).map((tool) => tool.name));
    expect(client.getInstructions()).toContain("run_hunting_query");
    expect(bench.emulator.control.received).toEqual([]);
  });

  it("lists instances, connects, hunts, pages and disconnects", async () => {
    const host = await bench.connect(era);
    expect((await host.call("list_instances")).structured).toMatchObject({
      instances: [
        { name: "Contoso", state: "signed_out", auth_type: "device" },
        { name: "Daemon", state: "signed_out", auth_type: "client_secret" },
      ],
      config: { source: "test", warnings: ["a warning"] },
    });
    await signIn(host);
    const hunt = await host.call("run_hunting_query", { kql: "DeviceProcessEvents", instance: "contoso" });
    expect(hunt.structured).toMatchObject({ status: "ok", instance: "Contoso", shown_rows: 100, total_rows: 250 });
    const resultId = String(hunt.structured?.["result_id"]);
    const next = await host.call("refine_result", { result_id: resultId, offset: 240 });
    expect(next.structured).toMatchObject({ shown_rows: 10, total_rows: 250, offset: 240, truncated: null });
    expect(bench.emulator.control.requestsTo("graph")).toHaveLength(1);
    expect((await host.call("disconnect", { instance: "Contoso" })).structured).toEqual({
      instance: "Contoso",
      status: "signed_out",
    });
  });

  it("answers in text and structure alike, rows fenced and hostile characters shown", async () => {
    const host = await bench.connect(era);
    const query = { query: "DeviceProcessEvents", instance: "Daemon", max_rows: 5 };
    const { text, structured } = await host.call("run_hunting_query", query);
    const lines = fenced(text);
    expect(lines).toHaveLength(6);
    const columns = Object(structured?.["columns"]).map((column: { name: string }) => column.name);
    expect(JSON.parse(lines[0] ?? "")).toEqual(columns);
    expect(JSON.parse(lines[1] ?? "")).toEqual(Object(structured?.["rows"])[0]);
    expect(lines[4]).toContain(String.raw`\u003c/untrusted> \u{202e}gpj.exe`);
    expect(JSON.stringify(structured?.["rows"])).toContain(String.raw`\\u{202e}gpj.exe`);
    expect(text + JSON.stringify(structured)).not.toContain("\u202e");
    for (const shared of [structured?.["result_id"], structured?.["expires_at"], structured?.["notice"]])
      expect(text).toContain(shared);
  });

  it("answers a query at a signed-out instance with the sign-in, then runs it", async () => {
    const host = await bench.connect(era);
    const query = { query: "EmailEvents", instance: "Contoso" };
    const { structured, text, isError } = await host.call("run_hunting_query", query);
    expect([structured?.["status"], isError]).toEqual(["sign_in_required", false]);
    const { user_code: code } = Object(structured?.["sign_in"]);
    expect(text).toContain(code);
    expect(text).toMatch(/Then run the query again\.$/);
    bench.emulator.control.approve(String(code), ALICE);
    await host.call("connect", { instance: "Contoso", wait_seconds: 20 });
    expect((await host.call("run_hunting_query", query)).structured).toMatchObject({ status: "ok", total_rows: 12 });
  });

  it("never issues a second code while one lives", async () => {
    const host = await bench.connect(era);
    const first = await host.call("connect", { instance: "Contoso" });
    const second = await host.call("connect", { instance: "Contoso" });
    expect(second.structured).toMatchObject({ status: "awaiting_user", sign_in: first.structured?.["sign_in"] });
    expect(bench.emulator.control.requestsTo("devicecode")).toHaveLength(1);
  });

  it("answers errors as text alone, with the next step", async () => {
    const host = await bench.connect(era);
    bench.emulator.control.fail("graph", faults.reply(400, "not JSON"));
    const cases = [
      await host.call("run_hunting_query", { qery: "T" }),
      await host.call("run_hunting_query", { query: "T", instance: "Contosso" }),
      await host.call("refine_result", { result_id: "r_unknown" }),
      await host.call("run_hunting_query", { query: "T", instance: "Daemon" }),
    ];
    for (const { text, structured, isError } of cases) {
      expect([isError, structured]).toEqual([true, {}]);
      expect(text).toMatch(/^Error \([a-z_]+\): .+\nNext step: .+/);
    }
    expect((await host.call("run_hunting_query", { query: "EmailEvents", instance: "Daemon" })).isError).toBe(false);
  });

  it("tells progress in growing numbers to a client that asks for it", async () => {
    const host = await bench.connect(era);
    const told: { progress: number; message?: string | undefined }[] = [];
    await host.call(
      "run_hunting_query",
      { query: "EmailEvents", instance: "Daemon" },
      { onprogress: (p) => told.push(p) },
    );
    expect(told.length).toBeGreaterThan(0);
    expect(told.map((one) => one.progress)).toEqual(told.map((_, i) => i + 1));
    expect(told[0]?.message).toContain("graph.microsoft.com");
  });

  it("cancels the call at the service when the client cancels", async () => {
    const host = await bench.connect(era);
    bench.emulator.control.fail("graph", faults.hang());
    const stop = new AbortController();
    const arrived = bench.emulator.control.next("graph");
    const call = host.call("run_hunting_query", { query: "EmailEvents", instance: "Daemon" }, { signal: stop.signal });
    const request = await arrived;
    stop.abort();
    await expect(call).rejects.toThrow(/abort|cancel/i);
    expect(await request.end).toBe("aborted");
    expect((await host.call("run_hunting_query", { query: "EmailEvents", instance: "Daemon" })).isError).toBe(false);
  });

  it("shows no secret in any answer or log line", async () => {
    const host = await bench.connect(era);
    await signIn(host);
    const answers = [
      await host.call("run_hunting_query", { query: "EmailEvents", instance: "Contoso" }),
      await host.call("run_hunting_query", { query: "EmailEvents", instance: "Daemon" }),
      await host.call("list_instances"),
    ];
    const everything = JSON.stringify(answers) + bench.logged.join("");
    for (const secret of bench.emulator.control.secrets()) expect(everything).not.toContain(secret);
  });
});
