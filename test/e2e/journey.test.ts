import { describe, expect, it } from "vitest";
import { clientKinds } from "../support/clients.ts";
import { useEmulatedServer } from "../support/emulated-server.ts";
import { ALICE, CONTOSO } from "../support/emulator/directory.ts";
import { signIn } from "../support/sign-in.ts";

const INSTANCES = [
  { instance: "Device", api: "graph", account: ALICE.userName },
  { instance: "DeviceMde", api: "mde", account: ALICE.userName },
  { instance: "Secret", api: "graph", account: undefined },
  { instance: "SecretMde", api: "mde", account: undefined },
  { instance: "Certificate", api: "graph", account: undefined },
  { instance: "CertificateMde", api: "mde", account: undefined },
  { instance: "MicrosoftGraph-Contoso", api: "graph", account: ALICE.userName },
] as const;

describe.each(clientKinds)("the built bin and the %s client", (kind) => {
  const server = useEmulatedServer(kind);

  it("lists tools in fewer than 10 KB, and the instances of the configuration", async () => {
    const tools = await server.client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(
      expect.arrayContaining(["list_instances", "connect", "disconnect", "run_hunting_query", "refine_result"]),
    );
    expect(Buffer.byteLength(JSON.stringify(tools))).toBeLessThan(10_240);
    const { structured } = await server.client.call("list_instances");
    expect(structured["instances"]).toMatchObject(INSTANCES.map(({ instance }) => ({ name: instance })));
  });

  it.each(INSTANCES)("signs in, hunts, pages and signs out: $instance", async ({ instance, api, account }) => {
    const connected = await signIn(server, instance, ALICE);
    expect(connected.structured).toMatchObject({ instance, status: "connected", tenant_id: CONTOSO.id });
    expect(connected.structured["account"]).toBe(account);

    const arrived = server.emulator.control.next(api);
    const first = await server.client.call("run_hunting_query", { query: "DeviceProcessEvents | take 1000", instance });
    expect(first.structured).toMatchObject({ status: "ok", shown_rows: 100, total_rows: 250, offset: 0 });
    expect(first.text).toContain(String(first.structured["result_id"]));
    expect(first.text).toContain("ws-0.contoso.example");
    expect(JSON.parse((await arrived).body)).toMatchObject({ Query: "DeviceProcessEvents | take 1000" });

    const before = server.emulator.control.received.length;
    const page = { result_id: first.structured["result_id"], offset: 200 };
    const last = await server.client.call("refine_result", page);
    expect(last.structured).toMatchObject({ shown_rows: 50, total_rows: 250, offset: 200, truncated: null });
    expect(server.emulator.control.received.length).toBe(before);

    expect((await server.client.call("disconnect", { instance })).structured).toMatchObject({ status: "signed_out" });
    const { structured } = await server.client.call("list_instances");
    expect(structured["instances"]).toContainEqual(expect.objectContaining({ name: instance, state: "signed_out" }));
  });

  it("shows the sign-in prompt instead of an error when a query meets a signed-out instance", async () => {
    const asked = await server.client.call("run_hunting_query", { query: "EmailEvents", instance: "Device" });
    expect(asked).toMatchObject({ isError: false, structured: { status: "sign_in_required" } });
    expect(asked.text).toContain(`${server.emulator.origin}/devicelogin`);
    expect((await signIn(server, "Device", ALICE)).structured).toMatchObject({ status: "connected" });
    const again = await server.client.call("run_hunting_query", { query: "EmailEvents", instance: "Device" });
    expect(again.structured).toMatchObject({ status: "ok", total_rows: 12 });
  });

  it("offers the instances and the kept results as resources, and at least one prompt", async () => {
    expect(await server.client.readResource("hunting://instances")).toContain("MicrosoftGraph-Contoso");
    const { structured } = await server.client.call("run_hunting_query", { query: "EmailEvents", instance: "Device" });
    const kept = await server.client.readResource(`hunting://results/${String(structured["result_id"])}`);
    expect(kept).toContain("Invoice 11");
    expect(await server.client.listPrompts()).not.toEqual([]);
  });
});
