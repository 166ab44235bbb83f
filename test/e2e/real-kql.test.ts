import { afterAll, describe, expect, it } from "vitest";
import { useEmulatedServer } from "../support/emulated-server.ts";
import { createDemoHunt } from "../support/emulator/demo-hunt.ts";

const demo = createDemoHunt(new URL("../../dist/", import.meta.url));
const server = useEmulatedServer("modern");
afterAll(() => demo.close());

const INSTANCES = ["Secret", "SecretMde"] as const;
const hunt = (instance: string, query: string, more: Readonly<Record<string, unknown>> = {}) => {
  server.emulator.control.hunt = demo.hunt;
  return server.client.call("run_hunting_query", { instance, query, ...more });
};

describe.each(INSTANCES)("real KQL over the wire: %s", (instance) => {
  it("keeps every KQL type on its way", async () => {
    const { structured, text } = await hunt(
      instance,
      "print s='x', l=long(9007199254740993), i=int(5), r=1.5, b=true, t=datetime(2026-01-02T03:04:05.1234567Z), d=1h, g=guid(00000000-0000-4000-8000-000000000001), o=dynamic({'a':[1]}), n=int(null)",
    );
    const columns: unknown = structured["columns"];
    expect(columns).toEqual(
      ["s string", "l long", "i int", "r real", "b bool", "t datetime", "d timespan", "g guid", "o dynamic"].map(
        (column) => ({ name: column.split(" ")[0], type: column.split(" ")[1] }),
      ),
    );
    expect(text).toContain("9007199254740993");
  });

  it("filters, joins and summarises", async () => {
    const { structured } = await hunt(
      instance,
      "DeviceProcessEvents | where Timestamp > ago(30d) | summarize Events = count() by DeviceName | join kind=inner (DeviceInfo | distinct DeviceName) on DeviceName | top 3 by Events",
    );
    expect(structured).toMatchObject({ status: "ok", total_rows: 3 });
  });
});

it("honours the timespan of Graph", async () => {
  const query = "DeviceProcessEvents | count";
  const count = async (more: object) => {
    const { structured } = await hunt("Secret", query, { ...more });
    const [row]: readonly (readonly number[])[] = Object(structured["rows"]);
    return row?.[0] ?? Number.NaN;
  };
  const [all, day] = [await count({}), await count({ timespan: "P1D" })];
  expect(day).toBeGreaterThan(0);
  expect(day).toBeLessThan(all);
});
