import { afterAll, describe, expect, it } from "vitest";
import { LocalQueryError, UnsupportedError } from "../../../src/engine/errors.ts";
import { QueryRefusedError, ServiceError, UserError } from "../../../src/errors.ts";
import { createExamine } from "../../../src/hunting/examine.ts";
import { createQueryChecker } from "../../../src/hunting/query-checker.ts";
import { createSchemaDirectory, type AskInstance } from "../../../src/hunting/schema-directory.ts";
import { demoInstance } from "../../../src/instances/demo-instance.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import { closedPolicy } from "../../../src/kql/guard/policy.ts";
import { createKql } from "../../../src/kql/kql.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { tableFromRows } from "../../../src/table/table.ts";

const kql = createKql({
  workerUrl: new URL("../../../dist/kql/worker.js", import.meta.url),
  policy: closedPolicy,
  now: Date.now,
});
afterAll(() => kql.close());

const contoso: Instance = { ...demoInstance, name: "Contoso", provider: "M365DGraph", tenantId: "tenant" };
const SOUND = "DeviceEvents | where Timestamp > ago(1d)";

/** A tenant whose tables have the columns of `columns`, and what it was asked. */
function tenant({
  columns = ["Timestamp", "Colour"],
  isConnected = true,
}: { columns?: string[]; isConnected?: boolean } = {}) {
  const asked: string[] = [];
  const messages: string[] = [];
  const ask: AskInstance = (_, query) => {
    asked.push(query);
    if (columns.length === 0) return Promise.reject(new ServiceError("The service is down.", { nextStep: "Wait." }));
    const names = [{ name: "ColumnName", type: "string" } as const, { name: "ColumnType", type: "string" } as const];
    return Promise.resolve(
      tableFromRows(
        names,
        columns.map((name) => [name, name === "Timestamp" ? "datetime" : "string"]),
      ),
    );
  };
  const schema = createSchemaDirectory({ load: loadCatalogue, ask, list: async () => [], now: Date.now });
  const checker = createQueryChecker({ kql, schema, isConnected: () => isConnected, now: Date.now });
  const call = { signal: new AbortController().signal, progress: (message: string) => void messages.push(message) };
  const examine = (query: string, check = true, instance = contoso) =>
    createExamine(checker)({ instance, query, check }, call);
  return {
    checker,
    call,
    asked,
    messages,
    examine,
    check: (query: string, instance?: Instance) => checker.check(query, { instance, mayAsk: true }, call),
  };
}

describe("a query before it is sent", () => {
  it("passes with its warnings", async () => {
    const { examine, asked } = tenant();
    expect((await examine(`${SOUND} | take 1`)).warnings).toEqual([]);
    expect((await examine("Mine_CL | extend a = strlenn(b)")).warnings).toEqual([
      expect.stringMatching(/^Line 1, column 1: `Mine_CL` is none of the known hunting tables/),
      expect.stringMatching(/^Line 1, column 22: `strlenn` is no function/),
    ]);
    expect((await examine("DeviceEvents | take 1")).warnings).toEqual([expect.stringContaining("No time bound")]);
    expect(asked).toEqual([]);
  });

  it("needs no time bound of its own where the request has a time range", async () => {
    const { checker, call } = tenant();
    const request = { instance: contoso, query: "DeviceEvents | take 1", timespan: "P1D", check: true };
    expect((await createExamine(checker)(request, call)).warnings).toEqual([]);
  });

  it("is refused with every error, the columns at hand, and the way to send it all the same", async () => {
    const { examine } = tenant({ isConnected: false });
    const refusal = await examine(`${SOUND}\n| project DeviceId, FileName\n| where FileNam == 'a' and Foo1 == 2`).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(QueryRefusedError);
    expect(refusal).toMatchObject({
      message: [
        "The query was not sent: it has 2 errors.",
        "Line 3, column 9: There is no column or variable `FileNam` here. Did you mean `FileName`?",
        "Line 3, column 28: There is no column or variable `Foo1` here. Columns here: `DeviceId`, `FileName`.",
        "Columns at hand: DeviceId, FileName",
      ].join("\n"),
      nextStep: expect.stringContaining("check: false sends it as it is"),
    });
  });

  it("is sent with errors when the check is off, never past the guard", async () => {
    const { examine } = tenant({ isConnected: false });
    expect((await examine(`${SOUND} | where Foo == 1`, false)).warnings).toEqual([]);
    const refused = examine('externaldata(a:string)["https://evil.test/x"]', false);
    await expect(refused).rejects.toThrow(/^The query was not sent. `externaldata` may not read from evil.test/);
    await expect(refused).rejects.toMatchObject({ nextStep: expect.stringContaining("operator") });
  });

  it("brings guesses for an empty answer", async () => {
    const { whenEmpty } = await tenant().examine(`${SOUND} and FileName == "A.exe"`);
    expect(whenEmpty?.join("\n")).toContain("try `=~`");
  });

  it("explains the service's rejection by the query, and leaves other errors alone", async () => {
    const { explain } = await tenant().examine(`${SOUND} | summarize count() by DeviceNam`, false);
    const details = { nextStep: "?", status: 400, requestId: "r1", serviceCode: "BadRequest" };
    const rejection = new ServiceError("It said: “Failed to resolve scalar expression named 'DeviceNam'”", details);
    expect(explain?.(rejection)).toMatchObject({
      message: rejection.message,
      requestId: "r1",
      status: 400,
      serviceCode: "BadRequest",
      nextStep: expect.stringMatching(
        /^The service stumbles over `DeviceNam` \(line 1, column 65\). Did you mean `DeviceName`\?/,
      ),
    });
    const others = [
      new ServiceError("named 'DeviceNam'", { ...details, status: 429 }),
      new ServiceError("Something else", details),
      new UserError("named 'DeviceNam'", details),
    ];
    for (const other of others) expect(explain?.(other)).toBe(other);
  });
});

describe("a rejection after doubts", () => {
  it.each([
    [new LocalQueryError("There is no table SecurityEvent here.", { nextStep: "Tables at hand: …" })],
    [new UnsupportedError("The local engine does not support the function substr().", { nextStep: "Elsewhere." })],
    [new ServiceError("Something is wrong.", { nextStep: "?", status: 400 })],
  ])("says them again instead of a step that leads nowhere: %s", async (rejection) => {
    const { explain } = await tenant().examine("SecurityEvent | extend a = substr(Account, 0, 3)");
    expect(explain?.(rejection)).toMatchObject({
      message: rejection.message,
      nextStep: expect.stringMatching(/Did you mean `DeviceLogonEvents`\?[^]*\n.*Write `substring\(/),
    });
    expect((await tenant().examine(SOUND)).explain?.(rejection)).toBe(rejection);
  });
});

describe("a column that the bundled schema does not know", () => {
  const query = `${SOUND} | where Colour == "red"`;

  it("is looked up in the connected tenant, once", async () => {
    const { examine, asked, messages } = tenant();
    expect((await examine(query)).warnings).toEqual([]);
    expect((await examine(query)).warnings).toEqual([]);
    expect(asked).toEqual(["DeviceEvents | getschema | project ColumnName, ColumnType"]);
    expect(messages).toEqual(["Asking the tenant for its own columns of DeviceEvents."]);
  });

  it("stays an error when the tenant does not have it either", async () => {
    const { examine, asked } = tenant({ columns: ["Timestamp", "Shade"] });
    await expect(examine(query)).rejects.toThrow("no column or variable `Colour`");
    await expect(examine(query)).rejects.toThrow(QueryRefusedError);
    expect(asked).toHaveLength(1);
  });

  it("stays an error, with the reason, when the tenant cannot be asked", async () => {
    await expect(tenant({ columns: [] }).examine(query)).rejects.toThrow(
      "DeviceEvents: the tenant could not be asked for its columns. The service is down.",
    );
  });

  it("asks nobody when signed out, in the demo tenant, without an instance, or for a table that is not known", async () => {
    const out = tenant({ isConnected: false });
    await expect(out.examine(query)).rejects.toThrow(QueryRefusedError);
    const demo = tenant();
    await expect(demo.examine(query, true, demoInstance)).rejects.toThrow(QueryRefusedError);
    expect((await demo.check(query)).valid).toBe(false);
    expect((await demo.check("Mine_CL | where Colour == 1", contoso)).valid).toBe(true);
    expect([...out.asked, ...demo.asked]).toEqual([]);
  });

  it("asks for four tables at most", async () => {
    const { check, asked } = tenant({ columns: ["Timestamp"] });
    await check(
      "union DeviceEvents, DeviceFileEvents, DeviceInfo, EmailEvents, AlertInfo | where Colour == 1",
      contoso,
    );
    expect(asked).toHaveLength(4);
  });
});
