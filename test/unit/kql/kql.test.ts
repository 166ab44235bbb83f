import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/errors.ts";
import { closedPolicy } from "../../../src/kql/guard/policy.ts";
import { createKql } from "../../../src/kql/kql.ts";
import { createCatalogue, loadCatalogue } from "../../../src/schema/catalogue.ts";

const workerUrl = new URL("../../../dist/kql/worker.js", import.meta.url);
const catalogue = loadCatalogue();
const kql = createKql({ workerUrl, policy: closedPolicy, now: Date.now });
const check = (query: string) => kql.check(query, { catalogue });
const SOUND = "DeviceEvents | where Timestamp > ago(1d)";

/** A chain of functions, each of which calls the one before twice: the binder works exponentially long on it. */
const explosive = `let f0 = () { DeviceEvents };${Array.from(
  { length: 26 },
  (_, i) => `let f${i + 1} = () { union (f${i}()), (f${i}()) };`,
).join("")} f26`;

afterAll(() => kql.close());

describe("checks in the worker", () => {
  it("answers like the check itself", async () => {
    expect(await check(`${SOUND} | where FileNam == 'x'`)).toMatchObject({
      valid: false,
      diagnostics: [{ code: "unknown_column", line: 1, suggestions: ["FileName"] }],
      tables: ["DeviceEvents"],
    });
  });

  it("answers several at once, each its own", async () => {
    const names = ["A1", "B2", "C3", "D4"];
    const results = await Promise.all(names.map((name) => check(`${SOUND} | project ${name} = 1`)));
    expect(results.map((result) => result.resultColumns?.[0]?.name)).toEqual(names);
  });

  it("knows the catalogue it is given, and follows when it changes", async () => {
    const column = {
      name: "Colour",
      type: "string",
      bindAs: "string",
      description: "",
      json: false,
      observed: false,
    } as const;
    const tables = catalogue.tables.map((t) =>
      t.name === "DeviceEvents" ? { ...t, columns: [...t.columns, column] } : t,
    );
    const query = `${SOUND} | where Colour == 'red'`;
    expect((await check(query)).valid).toBe(false);
    expect((await kql.check(query, { catalogue: createCatalogue({ ...catalogue, tables }) })).valid).toBe(true);
    expect((await check(query)).valid).toBe(false);
  });

  it("forgets the oldest of many catalogues and takes it up again", async () => {
    const many = Array.from({ length: 6 }, () => createCatalogue(catalogue));
    for (const each of [...many, ...many]) expect((await kql.check(SOUND, { catalogue: each })).valid).toBe(true);
  });

  it("stops waiting when cancelled", async () => {
    const abort = new AbortController();
    const waiting = kql.check(SOUND, { catalogue, signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toThrow(CancelledError);
    await expect(kql.check(SOUND, { catalogue, signal: abort.signal })).rejects.toThrow(CancelledError);
    expect((await check(SOUND)).valid).toBe(true);
  });

  it("starts again after it was closed", async () => {
    await kql.close();
    expect((await check(SOUND)).valid).toBe(true);
  });

  it("says so when the worker cannot start", async () => {
    const missing = createKql({ workerUrl: new URL("none.js", import.meta.url), policy: closedPolicy, now: Date.now });
    expect(await missing.check(SOUND, { catalogue })).toMatchObject({ diagnostics: [{ code: "not_checked" }] });
  });
});

const fill = (unit: string, length = 99_000) => unit.repeat(Math.floor(length / unit.length));

describe("hostile texts", () => {
  it.each([
    ["20,000 brackets", `print ${"(".repeat(20_000)}1${")".repeat(20_000)}`, "too_deep"],
    ["1 MB", "x".repeat(1_000_000), "too_long"],
    ["invalid UTF-16", 'DeviceEvents | where FileName == "\ud800"', "invalid_text"],
    ["nothing", " // note", "empty"],
    ["a command", " // note\n.show tables", "command"],
  ])("%s: an error before the parser, refused by the guard", async (_, query, code) => {
    expect(await check(query)).toMatchObject({ valid: false, diagnostics: [{ code }], guard: { allowed: false } });
  });

  it.each([
    ["a chain of or", `DeviceEvents | where ${fill("ProcessId == 1 or ")}true`],
    ["a chain of pipes", `DeviceEvents ${fill("| where true ")}`],
    [
      "a chain of lets",
      `${Array.from({ length: 4000 }, (_, i) => `let a${i} = ${i === 0 ? 1 : `a${i - 1}`};`).join("")} print a3999`,
    ],
    ["deep paths", `DeviceEvents | extend y = AdditionalFields${fill(".a")}`],
    ["brackets of the wrong kind", fill("}{)(|;,= ")],
    ["quotes", fill('"')],
    ["deep iff(", `print ${"iff(true, 1, ".repeat(290)}0${")".repeat(290)}`],
    [
      "deep functions",
      `${Array.from({ length: 290 }, (_, i) => `let f${i} = () { `).join("")}1 ${"};".repeat(290)} print 1`,
    ],
    [
      "a doubling text",
      `let a0="x";${Array.from({ length: 60 }, (_, i) => `let a${i + 1}=strcat(a${i},a${i});`).join("")} print a60`,
    ],
    ["an endless regex", `DeviceEvents | where FileName matches regex "${"(a+)+".repeat(5000)}"`],
    ["one word", `DeviceEvents | ${fill("a-")}`],
    ["unclosed", `DeviceEvents | where FileName has "${fill("x")}`],
    ["signs", `print ${fill("-", 20_000)}1`],
    ["control characters", `print "${"\0".repeat(1000)}"`],
    ["unknown names", `DeviceEvents | where ${Array.from({ length: 900 }, (_, i) => `n${i} == 1 and`).join(" ")} true`],
  ])("%s: an answer within the limit", async (_, query) => {
    const result = await check(query);
    expect(result.diagnostics.length).toBeLessThanOrEqual(51);
    expect(result.diagnostics.filter(({ message }) => message.length > 600)).toEqual([]);
    expect(result.guard).toBeDefined();
  });

  it("a list of 10,000 values is an honest query: checked, and its columns known", async () => {
    const values = Array.from({ length: 10_000 }, (_, i) => `"a${i}"`).join(",");
    const patient = createKql({ workerUrl, policy: closedPolicy, now: Date.now, timeLimitMs: 60_000 });
    const result = await patient.check(`${SOUND} | where FileName in~ (${values}) | project FileNam`, { catalogue });
    expect(result.diagnostics).toMatchObject([{ code: "unknown_column", suggestions: ["FileName"] }]);
    await patient.close();
  });

  it("gives up a check that does not end, judges the text by its tokens, and goes on", async () => {
    const impatient = createKql({ workerUrl, policy: closedPolicy, now: Date.now, timeLimitMs: 1500 });
    expect((await impatient.check(SOUND, { catalogue })).valid).toBe(true);
    const abandoned = impatient.check(explosive, { catalogue });
    const next = impatient.check(SOUND, { catalogue });
    expect(await abandoned).toMatchObject({
      valid: true,
      diagnostics: [
        { severity: "warning", code: "not_checked", message: expect.stringContaining("took longer than 2 s") },
      ],
      guard: { allowed: true },
    });
    expect((await next).diagnostics).toEqual([]);
    const evil = await impatient.check(`${explosive} | union (externaldata(a:string)["https://evil.test"])`, {
      catalogue,
    });
    expect(evil.guard).toMatchObject({ allowed: false, reasons: [{ code: "unreadable" }] });
    await impatient.close();
  });

  it("keeps the event loop free meanwhile", async () => {
    const running = check(`DeviceEvents | where ProcessId in (${fill("1,", 60_000)}1)`);
    let ticks = 0;
    const ticking = (async () => {
      for (; ticks < 20; ticks++) await delay(1);
    })();
    expect(await Promise.race([running.then(() => "check"), ticking.then(() => "ticks")])).toBe("ticks");
    await running;
  });
});
