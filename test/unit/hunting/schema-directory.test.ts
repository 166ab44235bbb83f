import { describe, expect, it } from "vitest";
import { CancelledError, ServiceError } from "../../../src/errors.ts";
import { createSchemaDirectory, type AskInstance, type ListTables } from "../../../src/hunting/schema-directory.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { tableFromRows, type Cell } from "../../../src/table/table.ts";
import { anInstance } from "../../support/an-instance.ts";

const call = { signal: new AbortController().signal, progress: () => undefined };
const instance = (name: string, provider: Instance["provider"] = "M365DGraph"): Instance =>
  anInstance({ name, section: name, provider, tenantId: `${name}-tenant` });
const contoso = instance("Contoso");
const schemaColumns = [
  { name: "ColumnName", type: "string" },
  { name: "ColumnType", type: "string" },
] as const;
const schemaOf = (...rows: Cell[][]) => tableFromRows(schemaColumns, rows);

/** A tenant whose tables have the columns Timestamp and New, a clock that can be set, and a list of what was asked. */
function tenant(ask?: AskInstance, list: ListTables = () => Promise.resolve([])) {
  const asked: string[] = [];
  const listed: string[] = [];
  const clock = { now: Date.parse("2026-11-20T10:00:00Z") };
  const answer = schemaOf(["Timestamp", "datetime"], ["New", "string"], ["Odd", "geography"]);
  const directory = createSchemaDirectory({
    load: loadCatalogue,
    now: () => clock.now,
    ask: (target, query, context) => {
      asked.push(`${target.name}: ${query}`);
      return ask === undefined ? Promise.resolve(answer) : ask(target, query, context);
    },
    list: (target, context) => {
      listed.push(target.name);
      return list(target, context);
    },
  });
  return { directory, asked, listed, clock };
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

const lists: ListTables = () =>
  Promise.resolve([
    {
      name: "AlertInfo",
      columns: [
        { name: "Timestamp", type: "datetime" },
        { name: "Fresh", type: "long" },
      ],
    },
    { name: "Assets_CL", description: "Our\nassets", columns: [{ name: "TimeGenerated", type: "datetime" }] },
    { name: "bad | name", columns: [{ name: "x", type: "string" }] },
  ]);

describe("a tenant that lists its tables", () => {
  it("is asked once a day, and for no table that it listed", async () => {
    const { directory, asked, listed, clock } = tenant(undefined, lists);
    const { catalogue, notes } = await directory.refresh(contoso, ["AlertInfo"], call);
    expect([asked, listed, notes]).toEqual([[], ["Contoso"], []]);
    expect(catalogue.table("AlertInfo")?.columns.map(({ name }) => name)).toEqual(["Timestamp", "Fresh"]);
    expect(catalogue.table("Assets_CL")).toMatchObject({ summary: "Our assets", timeColumn: "TimeGenerated" });
    expect(catalogue.table("bad | name")).toBeUndefined();
    expect((await directory.refresh(contoso, ["AlertInfo"], call)).catalogue).toBe(catalogue);
    clock.now += 86_400_000;
    await directory.refresh(contoso, [], call);
    expect(listed).toHaveLength(2);
  });

  it("is asked for a table that it did not list", async () => {
    const { directory, asked } = tenant(undefined, lists);
    await directory.refresh(contoso, ["EmailEvents", "AlertInfo"], call);
    expect(asked).toEqual(["Contoso: EmailEvents | getschema | project ColumnName, ColumnType"]);
  });

  it("is not asked for its list again within a day when it has none", async () => {
    const { directory, asked, listed } = tenant();
    await directory.refresh(contoso, ["AlertInfo"], call);
    await directory.refresh(contoso, ["EmailEvents"], call);
    expect([asked.length, listed.length]).toEqual([2, 1]);
  });

  it("is asked again once somebody has signed in", async () => {
    const { directory, listed } = tenant(undefined, () => Promise.resolve(undefined));
    expect((await directory.refresh(contoso, [], call)).notes).toEqual([expect.stringContaining("Not signed in")]);
    await directory.refresh(contoso, [], call);
    expect(listed).toHaveLength(2);
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
