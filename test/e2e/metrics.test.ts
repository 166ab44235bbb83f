import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clientKinds, connectOverHttp } from "../support/clients.ts";
import { ALICE, CONTOSO, DAEMON_SECRET } from "../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../support/emulator/emulator.ts";
import { faults } from "../support/emulator/faults.ts";
import { startHttpProcess, type HttpProcess } from "../support/http-process.ts";
import { configureInstances } from "../support/instances.ts";
import { signIn } from "../support/sign-in.ts";

let emulator: Emulator;
let environment: Readonly<Record<string, string>> = {};
const running: HttpProcess[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
  ({ environment } = await configureInstances(emulator));
});
afterAll(() => emulator.close());
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
});

/** Samples by name and labels. */
async function scrape(url: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(url)).text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  );
}

describe.each(clientKinds)("work of the %s client", (kind) => {
  it("is counted without a word of whom, what and where", async () => {
    const server = await startHttpProcess({ environment, args: ["--metrics-port", "0"] });
    running.push(server);
    const metricsUrl = /"metrics_url":"([^"]+)"/.exec(server.stderr())?.[1] ?? "";
    const client = await connectOverHttp(kind, server.url);
    await signIn({ client, emulator }, "Device", ALICE);
    await client.call("run_hunting_query", {
      query: 'EmailEvents | where Subject != "canary-query"',
      instance: "Device",
    });
    await client.call("run_hunting_query", { query: ".drop table canary", instance: "Secret" });
    emulator.control.fail("graph", faults.graph(503, "ServiceUnavailable", "Later."));
    await client.call("run_hunting_query", { query: "EmailEvents", instance: "Secret" });
    const samples = await scrape(metricsUrl);
    const labels = 'provider="M365DGraph",cloud="custom"';
    expect(samples).toMatchObject({
      'defender_hunting_tool_calls_total{tool="run_hunting_query",outcome="ok"}': 1,
      'defender_hunting_tool_calls_total{tool="run_hunting_query",outcome="refused"}': 1,
      'defender_hunting_tool_calls_total{tool="run_hunting_query",outcome="failed"}': 1,
      'defender_hunting_tool_calls_total{tool="connect",outcome="ok"}': 1,
      'defender_hunting_tool_calls_total{tool="connect",outcome="sign_in_required"}': 1,
      [`defender_hunting_service_requests_total{${labels},status="2xx"}`]: 1,
      [`defender_hunting_service_requests_total{${labels},status="5xx"}`]: 1,
      'defender_hunting_sign_ins_total{auth_type="device",outcome="granted"}': 1,
      'defender_hunting_sign_ins_total{auth_type="client_secret",outcome="granted"}': 1,
      defender_hunting_sessions: kind === "legacy" ? 1 : 0,
      defender_hunting_kept_results: 1,
    });
    expect(samples["defender_hunting_kept_result_bytes"]).toBeGreaterThan(1000);
    expect(samples['defender_hunting_http_responses_total{status="200"}']).toBeGreaterThan(4);
    expect(samples["process_resident_memory_bytes"]).toBeGreaterThan(1e7);
    const text = JSON.stringify(samples);
    const canaries = ["canary", "Device", "Secret", ALICE.userName, CONTOSO.id, CONTOSO.domain, DAEMON_SECRET];
    expect(canaries.filter((canary) => text.includes(canary))).toEqual([]);
    await client.close();
  });
});
