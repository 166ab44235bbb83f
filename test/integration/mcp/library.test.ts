import { describe, expect, it } from "vitest";
import { eras, useBench } from "./fixture.ts";

const bench = useBench();

describe.each(eras)("the library in the %s era", (era) => {
  it("gives a query with its parameters in both forms, line by line", async () => {
    const host = await bench.connect(era);
    const given = { name: "sweep-ip", parameters: { ip: "203.0.113.66", period: "2d" } };
    const { text, structured } = await host.call("find_hunting_queries", given);
    const kql = String(structured?.["kql"]);
    expect(kql).toMatch(
      /^union\n {4}\(DeviceNetworkEvents\n {4}\| where Timestamp > ago\(2d\) and \(RemoteIP == '203\.0\.113\.66'/,
    );
    expect(text).toContain(`\n\nKQL:\n${kql}\n\n`);
  });

  it("refuses parameters that do not fit, in text alone", async () => {
    const host = await bench.connect(era);
    const { text, structured } = await host.call("find_hunting_queries", { name: "sweep-ip", parameters: { ip: "x" } });
    expect(text).toContain("ip must be an IPv4 or IPv6 address.");
    expect(structured).toEqual({});
  });

  it("is readable and completable as resources", async () => {
    const { client } = await bench.connect(era);
    const ref = { type: "ref/resource", uri: "hunting://queries/{name}" } as const;
    const { completion } = await client.complete({ ref, argument: { name: "name", value: "sweep-i" } });
    expect(completion.values).toEqual(["sweep-ip", "sweep-indicators"]);
    const { contents } = await client.readResource({ uri: "hunting://queries/sweep-ip" });
    expect(contents[0]).toMatchObject({ mimeType: "text/plain", text: expect.stringContaining("KQL with gaps:") });
    await expect(client.readResource({ uri: "hunting://queries/sweep-ipp" })).rejects.toThrow("Did you mean sweep-ip?");
  });
});

describe.each(eras)("prompts in the %s era", (era) => {
  it("complete instances and techniques", async () => {
    const { client } = await bench.connect(era);
    const complete = async (prompt: string, name: string, value: string) => {
      const ref = { type: "ref/prompt", name: prompt } as const;
      return (await client.complete({ ref, argument: { name, value } })).completion.values;
    };
    expect(await complete("triage-incident", "instance", "d")).toContain("Daemon");
    expect(await complete("triage-incident", "instance", "zz")).toEqual([]);
    expect(await complete("hunt-technique", "technique", "t1003")).toEqual(["T1003.001", "T1003.002", "T1003.003"]);
    expect(await complete("investigate-device", "device", "")).toEqual([]);
  });
});
