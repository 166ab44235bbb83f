import { describe, expect, it } from "vitest";
import { eras, useBench } from "./fixture.ts";

const bench = useBench();

describe.each(eras)("in the %s era", (era) => {
  it("reads the instances as the tool lists them", async () => {
    const host = await bench.connect(era);
    const { contents } = await host.client.readResource({ uri: "hunting://instances" });
    const listed = await host.call("list_instances");
    expect(contents).toEqual([{ uri: "hunting://instances", mimeType: "application/json", text: listed.text }]);
  });

  it("lists and reads kept results, fenced like the tool's answer", async () => {
    const host = await bench.connect(era);
    const { structured } = await host.call("run_hunting_query", { query: "DeviceProcessEvents", instance: "Daemon" });
    const uri = `hunting://results/${String(structured?.["result_id"])}`;
    const { resources } = await host.client.listResources();
    expect(resources.find((resource) => resource.uri === uri)).toMatchObject({
      mimeType: "text/plain",
      description: expect.stringContaining("Result from Daemon, kept until "),
    });
    const [content] = (await host.client.readResource({ uri })).contents;
    expect(content).toMatchObject({
      text: expect.stringMatching(/100 of 250 rows.*<untrusted-data-[\da-f]{26}>\n\["Timestamp"/s),
    });
  });

  it.each(["hunting://results/r_unknown", "hunting://nothing"])("refuses %s as not found", async (uri) => {
    const { client } = await bench.connect(era);
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32602, data: { uri } });
  });

  it("offers the prompts of the folder, filled with arguments", async () => {
    const { client } = await bench.connect(era);
    const { prompts } = await client.listPrompts();
    expect(prompts.find((prompt) => prompt.name === "hunt")?.arguments).toEqual([
      { name: "goal", description: expect.any(String), required: true },
      { name: "instance", description: expect.any(String), required: false },
      { name: "period", description: expect.any(String), required: false },
    ]);
    for (const prompt of prompts) expect(prompt.description?.length).toBeGreaterThan(10);
    const { messages } = await client.getPrompt({ name: "hunt", arguments: { goal: "beacons" } });
    expect(messages).toHaveLength(1);
    expect(JSON.stringify(messages[0])).toMatch(/Goal: beacons.*Period: the last 24 hours/s);
    expect(JSON.stringify(messages)).not.toContain("{{");
  });
});

describe("cache hints of the modern era", () => {
  it("let clients keep the lists for an hour, and results of one person privately", async () => {
    const host = await bench.connect("modern");
    const hour = { ttlMs: 3_600_000, cacheScope: "public" };
    expect(await host.client.listTools()).toMatchObject(hour);
    expect(await host.client.listPrompts()).toMatchObject(hour);
    expect(await host.client.readResource({ uri: "hunting://instances" })).toMatchObject({
      ttlMs: 0,
      cacheScope: "private",
    });
  });
});

describe("two persons", () => {
  it("share neither sign-ins nor results", async () => {
    const [alice, bob] = [bench.app.depsFor({ key: "t:alice" }), bench.app.depsFor({ key: "t:bob" })];
    const call = { signal: new AbortController().signal, progress: () => undefined };
    const outcome = await alice.hunter.hunt(
      { instance: alice.instances.resolve("Daemon"), query: "EmailEvents", check: true },
      call,
    );
    if (outcome.status !== "ok") throw new Error("rows were expected");
    await expect(bob.results.find(outcome.result.id)).rejects.toThrow("There is no kept result");
    expect(bob.signIns.of(bob.instances.resolve("Daemon")).state()).toEqual({ status: "signed_out" });
    expect(bench.app.depsFor({ key: "t:alice" })).toBe(alice);
  });
});
