import { describe, expect, it } from "vitest";
import { CancelledError, ServiceError } from "../../../src/errors.ts";
import { createSchemaDirectory, type AskInstance } from "../../../src/hunting/schema-directory.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { tableFromRows, type Cell } from "../../../src/table/table.ts";

const call = { signal: new AbortController().signal, progress: () => undefined };
const instance = (name: string, provider: Instance["provider"] = "M365DGraph"): Instance => ({
  name,
  section: name,
  provider,
  cloud: "global",
  tenantId: `${name}-tenant`,
  clientId: "client",
  credential: { type: "device" },
  userName: undefined,
  tokenCache: { kind: "memory", path: undefined },
  scope: undefined,
  customEndpoints: undefined,
  notes: [],
});
const contoso = instance("Contoso");
const schemaColumns = [
  { name: "ColumnName", type: "string" },
  { name: "ColumnType", type: "string" },
] as const;
const schemaOf = (...rows: Cell[][]) => tableFromRows(schemaColumns, rows);

/** A tenant whose tables have the columns Timestamp and New, a clock that can be set, and a list of what was asked. */
function tenant(ask?: AskInstance) {
  const asked: string[] = [];
  const clock = { now: Date.parse("2026-11-20T10:00:00Z") };
  const answer = schemaOf(["Timestamp", "datetime"], ["New", "string"], ["Odd", "geography"]);
  const directory = createSchemaDirectory({
    load: loadCatalogue,
    now: () => clock.now,
    ask: (target, query, context) => {
      asked.push(`${target.name}: ${query}`);
      return ask === undefined ? Promise.resolve(answer) : ask(target, query, context);
    },
  });
  return { directory, asked, clock };
}

describe("a refresh", () => {
  it("asks for each table once, and shows the tenant's columns from then on", async () => {
    const { directory, asked } = tenant();
    const { catalogue, notes } = await directory.refresh(contoso, ["AlertInfo", "Assets_CL", "AlertInfo"], call);
    expect(asked).toEqual([
      "Contoso: AlertInfo | getschema | project ColumnName, ColumnType",
      "Contoso: Assets_CL | getschema | project ColumnName, ColumnType",
    ]);
    expect(notes).toEqual([]);
    expect(catalogue).toBe(directory.of(contoso));
    expect(catalogue.table("AlertInfo")?.source).toEqual({ kind: "live", asOf: "2026-11-20" });
    expect(catalogue.table("Assets_CL")?.columns.map((c) => `${c.name}:${c.type}`)).toEqual([
      "Timestamp:datetime",
      "New:string",
      "Odd:dynamic",
    ]);
    expect((await directory.refresh(contoso, ["AlertInfo"], call)).catalogue).toBe(catalogue);
  });

  it("asks again after a day, not before", async () => {
    const { directory, asked, clock } = tenant();
    await directory.refresh(contoso, ["AlertInfo"], call);
    clock.now += 86_399_999;
    await directory.refresh(contoso, ["AlertInfo"], call);
    expect(asked).toHaveLength(1);
    clock.now += 1;
    const { catalogue } = await directory.refresh(contoso, ["AlertInfo"], call);
    expect(asked).toHaveLength(2);
    expect(catalogue.table("AlertInfo")?.source.asOf).toBe("2026-11-21");
  });

  it("is about one instance only", async () => {
    const { directory } = tenant();
    await directory.refresh(contoso, ["AlertInfo"], call);
    expect(directory.of(instance("Fabrikam"))).toBe(directory.bundled());
    expect(directory.bundled().table("AlertInfo")?.source.kind).toBe("bundled");
  });

  it("never puts a name into a query that is more than a name", async () => {
    const { directory, asked } = tenant();
    await directory.refresh(contoso, ["T | union *", "externaldata(x:string)['https://x']", "T\n", ""], call);
    expect(asked).toEqual([]);
  });

  it("does not ask the demo tenant, which has no other schema", async () => {
    const { directory, asked } = tenant();
    await directory.refresh(instance("demo", "Demo"), ["AlertInfo"], call);
    expect(asked).toEqual([]);
  });
});

describe("a tenant that does not answer", () => {
  it("leaves the schema as it was, says why, and is asked again next time", async () => {
    const { directory, asked } = tenant(() =>
      Promise.reject(new ServiceError("The service refused the query.", { nextStep: "Try later.", status: 400 })),
    );
    const { catalogue, notes } = await directory.refresh(contoso, ["AlertInfo", "EmailEvents"], call);
    expect(catalogue).toBe(directory.bundled());
    expect(notes).toEqual([
      "AlertInfo: the tenant could not be asked for its columns. The service refused the query.",
      "EmailEvents: the tenant could not be asked for its columns. The service refused the query.",
    ]);
    await directory.refresh(contoso, ["AlertInfo"], call);
    expect(asked).toHaveLength(3);
  });

  it("because nobody is signed in is named once", async () => {
    const { directory } = tenant(() => Promise.resolve(undefined));
    const { notes } = await directory.refresh(contoso, ["AlertInfo", "EmailEvents"], call);
    expect(notes).toEqual(["Not signed in: the bundled schema is shown. Call connect to see the tenant's own."]);
  });

  it("because the call was cancelled ends the call", async () => {
    const { directory } = tenant(() => Promise.reject(new CancelledError()));
    await expect(directory.refresh(contoso, ["AlertInfo"], call)).rejects.toBeInstanceOf(CancelledError);
  });

  it("because of a fault of ours is not hidden", async () => {
    const { directory } = tenant(() => Promise.reject(new TypeError("bug")));
    await expect(directory.refresh(contoso, ["AlertInfo"], call)).rejects.toThrow("bug");
  });
});
