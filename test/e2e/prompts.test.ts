import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  clientKinds,
  connectClient,
  connectOverHttp,
  type ClientKind,
  type ConnectedClient,
} from "../support/clients.ts";
import { startHttpProcess, type HttpProcess } from "../support/http-process.ts";

let server: HttpProcess;
beforeAll(async () => {
  server = await startHttpProcess({ environment: {}, args: ["--demo"] });
});
afterAll(() => void server.child.kill("SIGKILL"));

const ways: Readonly<Record<string, (kind: ClientKind) => Promise<ConnectedClient>>> = {
  stdio: (kind) => connectClient(kind, { environment: {}, args: ["--demo"] }),
  HTTP: (kind) => connectOverHttp(kind, server.url),
};

describe.each(Object.keys(ways))("over %s", (way) => {
  it.each(clientKinds)(
    "the %s client gets prompts and the library, and completes what a person types",
    async (kind) => {
      const client = await (ways[way] ?? raise)(kind);
      expect((await client.listPrompts()).length).toBe(10);
      const prompt = await client.getPrompt("investigate-device", { device: "hv-wks-0108", reason: "an alert" });
      expect(prompt).toMatch(
        /- Device: hv-wks-0108\n- Reason: an alert\n- Instance: the default instance.*\n- Period: 7d\n/,
      );
      await expect(client.getPrompt("investigate-device", {})).rejects.toThrow(/device/);
      const offered = (name: string, argument: string, typed: string) =>
        client.complete({ prompt: name }, argument, typed);
      expect(await offered("hunt-technique", "technique", "lsass")).toEqual(["LSASS Memory"]);
      expect(await offered("hunt-technique", "period", "1")).toEqual(["1d", "14d"]);
      expect(await offered("detection-rule", "finding", "mail-link")).toContain("mail-link-clicked");
      expect(await offered("hunt", "instance", "DE")).toEqual(["demo"]);
      expect(await offered("hunt", "goal", "")).toEqual([]);
      const queries = { template: "hunting://queries/{name}" };
      expect(await client.complete(queries, "name", "sweep-d")).toEqual(["sweep-domain", "sweep-device"]);
      expect(await client.readResource("hunting://queries/run-key-set")).toMatch(
        /Techniques: T1547\.001\n.*KQL:\nDeviceRegistryEvents\n/s,
      );
      expect(await client.complete({ template: "hunting://schema/{table}" }, "table", "emaila")).toEqual([
        "EmailAttachmentInfo",
      ]);
      await client.close();
    },
  );

  it.each(["modern", "legacy"] as const)("the %s client completes names that results have shown", async (kind) => {
    const client = await (ways[way] ?? raise)(kind);
    const query = "DeviceLogonEvents | where Timestamp > ago(1d) | project DeviceName, AccountName | take 50";
    await client.call("run_hunting_query", { query, instance: "demo" });
    const devices = await client.complete({ prompt: "investigate-device" }, "device", "HV-");
    expect(devices.length).toBeGreaterThan(3);
    for (const device of devices) expect(device).toMatch(/^hv-[\w-]+\.corp\.halvern\.example$/);
    expect((await client.complete({ prompt: "investigate-account" }, "account", "")).length).toBeGreaterThan(3);
    await client.close();
  });
});

function raise(): never {
  throw new Error("no such way");
}
