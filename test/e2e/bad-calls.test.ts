import { describe, expect, it } from "vitest";
import { clientKinds } from "../support/clients.ts";
import { useEmulatedServer } from "../support/emulated-server.ts";
import { faults } from "../support/emulator/faults.ts";

const BAD_CALLS = [
  { name: "an unknown argument", args: { query: "EmailEvents", instance: "Secret", limit: 5 }, says: /limit.*query/s },
  { name: "no query", args: { instance: "Secret" }, says: /query is missing/ },
  { name: "a query of the wrong type", args: { query: 5, instance: "Secret" }, says: /query must be a string/ },
  { name: "an empty query", args: { query: "", instance: "Secret" }, says: /query/ },
  { name: "a query over 100 KB", args: { query: "x".repeat(100_001), instance: "Secret" }, says: /100000|100,000/ },
  { name: "an unknown instance", args: { query: "EmailEvents", instance: "Nobody" }, says: /Nobody.*Secret/s },
  { name: "no instance among several", args: { query: "EmailEvents" }, says: /instance.*Secret/s },
  {
    name: "a timespan in no form",
    args: { query: "EmailEvents", instance: "Secret", timespan: "last week" },
    says: /five forms.*P7D/s,
  },
  {
    name: "a timespan on MDE",
    args: { query: "EmailEvents", instance: "SecretMde", timespan: "P7D" },
    says: /KQL|Timestamp/,
  },
  { name: "two spellings of the query", args: { query: "EmailEvents", kql: "EmailEvents" }, says: /twice/ },
] as const;

describe.each(clientKinds)("a bad call of the %s client", (kind) => {
  const server = useEmulatedServer(kind);

  it.each(BAD_CALLS)("gets a clear error, and the next call works: $name", async ({ args, says }) => {
    const bad = await server.client.call("run_hunting_query", args);
    expect(bad).toMatchObject({ isError: true, structured: {} });
    expect(bad.text).toMatch(says);
    expect(bad.text).toMatch(/Next step: ./);
    const good = await server.client.call("list_instances");
    expect(good.isError).toBe(false);
  });

  it("refuses secrets in arguments and says where they belong", async () => {
    const bad = await server.client.call("connect", {
      tenant_id: "t",
      client_id: "c",
      client_secret: "canary-in-argument",
    });
    expect(bad.isError).toBe(true);
    expect(bad.text).toMatch(/EnvironmentVar/);
    expect(bad.text + server.client.stderr()).not.toContain("canary-in-argument");
  });

  it("answers an unknown result id without saying whether it ever existed", async () => {
    const bad = await server.client.call("refine_result", { result_id: "r_doesnotexist" });
    expect(bad).toMatchObject({ isError: true });
    expect(bad.text).toMatch(/unknown|expired/i);
  });

  it("takes the query by its other names", async () => {
    const answer = await server.client.call("run_hunting_query", {
      kqlQuery: "EmailEvents | count",
      instance: "Secret",
    });
    expect(answer.structured).toMatchObject({ status: "ok", total_rows: 1 });
  });

  it("carries a cancellation to the wire", async () => {
    server.emulator.control.fail("graph", faults.hang());
    const arrived = server.emulator.control.next("graph");
    const abort = new AbortController();
    const running = server.client.call(
      "run_hunting_query",
      { query: "EmailEvents | take 3", instance: "Secret" },
      { signal: abort.signal },
    );
    const answered = running.then(({ text }) => Promise.reject(new Error(`Answered instead of waiting: ${text}`)));
    const request = await Promise.race([arrived, answered]);
    abort.abort();
    await expect(running).rejects.toThrow(/abort/i);
    expect(await request.end).toBe("aborted");
    const next = await server.client.call("run_hunting_query", { query: "EmailEvents | take 3", instance: "Secret" });
    expect(next.structured).toMatchObject({ shown_rows: 3 });
  });
});
