import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAudit, type Audit, type AuditOptions } from "../../../src/audit/audit.ts";
import { createLog } from "../../../src/log.ts";
import { createRedactor } from "../../../src/secrets.ts";
import { ALICE, CONTOSO } from "../../support/emulator/directory.ts";
import { faults } from "../../support/emulator/faults.ts";
import { userCodeOf } from "../../support/sign-in.ts";
import { eras, useBench } from "./fixture.ts";

let folder = "";
let path = "";
let audit: Audit | undefined;
const logged: string[] = [];

const bench = useBench({}, { observe: (start, run) => required(audit).observe(start, run) });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-"));
  path = join(folder, "audit.jsonl");
  await begin();
});
afterEach(async () => {
  await audit?.close();
  logged.length = 0;
  await rm(folder, { recursive: true, force: true });
});

async function begin(options: Partial<AuditOptions> = {}): Promise<void> {
  await audit?.close();
  const redactor = createRedactor();
  const log = createLog("trace", redactor, { write: (line: string) => logged.push(line) > 0 });
  audit = await openAudit({ path, queries: "full", failClosed: false, redactor, log, now: Date.now, ...options });
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("not running yet");
  return value;
}

const records = async (): Promise<readonly object[]> => {
  const lines = (await readFile(path, "utf8")).split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line));
};

const hunt = { query: 'EmailEvents\n| where Subject != h"canary"', instance: "Daemon" };

describe.each(eras)("in the %s era", (era) => {
  it("a hunt leaves one line that tells all but its rows", async () => {
    const host = await bench.connect(era);
    const { structured } = await host.call("run_hunting_query", { ...hunt, timespan: "P7D", max_rows: 5 });
    const [record, ...others] = await records();
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      event: "ended",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      call_id: expect.stringMatching(/^[\da-f]{26}$/),
      transport: "stdio",
      protocol: expect.stringMatching(era === "modern" ? "2026-07-28" : /^2025-/),
      client: { name: "host", version: "1" },
      tool: "run_hunting_query",
      query: 'EmailEvents\n| where Subject != h"…"',
      timespan: "P7D",
      instances: [{ name: "Daemon", cloud: "global", provider: "M365DGraph", tenant: CONTOSO.id }],
      guard: { allowed: true, reasons: [] },
      check: "valid",
      service_requests: [
        {
          instance: "Daemon",
          request_id: Object(structured?.["stats"]).request_id,
          client_request_id: expect.stringMatching(/^[\da-f-]{36}$/),
          status: 200,
        },
      ],
      outcome: "ok",
      result_id: structured?.["result_id"],
      rows: { total: 12, shown: 5 },
      response_bytes: Object(structured?.["stats"]).response_bytes,
      truncated: "max_rows",
    });
    expect(Object(record).request_id).toBeDefined();
    const rows: unknown = structured?.["rows"];
    const cells = (Array.isArray(rows) ? rows : [])
      .flat()
      .filter((cell) => typeof cell === "string" && cell.length > 9);
    expect(cells.filter((cell) => JSON.stringify(record).includes(String(cell)))).toEqual([]);
  });

  it("a sign-in leaves a line for each call, with who it was in the end, and no code", async () => {
    const host = await bench.connect(era);
    const asked = await host.call("connect", { instance: "Contoso" });
    const code = userCodeOf({ ...asked, structured: asked.structured ?? {}, raw: undefined });
    bench.emulator.control.approve(code, ALICE);
    await host.call("connect", { instance: "Contoso", wait_seconds: 20 });
    const [first, second] = await records();
    expect(first).toMatchObject({ tool: "connect", outcome: "sign_in_required", instances: [{ name: "Contoso" }] });
    expect(second).toMatchObject({
      outcome: "ok",
      instances: [{ account: { upn: ALICE.userName, tid: CONTOSO.id } }],
    });
    expect(await readFile(path, "utf8")).not.toContain(code);
  });

  it("a cancelled call leaves its line", async () => {
    const host = await bench.connect(era);
    await host.call("connect", { instance: "Daemon" });
    bench.emulator.control.fail("graph", faults.hang());
    const arrived = bench.emulator.control.next("graph");
    const abort = new AbortController();
    const call = host.call("run_hunting_query", hunt, { signal: abort.signal });
    await arrived;
    abort.abort();
    await expect(call).rejects.toThrow(/abort/i);
    await expect.poll(async () => (await records()).length).toBe(2);
    expect((await records())[1]).toMatchObject({
      outcome: "cancelled",
      error: "cancelled",
      service_requests: [{ instance: "Daemon", status: null }],
    });
  });
});

const asDaemon = { instance: "Daemon" };
const secret = "canary-secret-in-an-argument";

describe("a call leaves one line", () => {
  it.each<[string, string, Record<string, unknown>, object]>([
    [
      "refused by the guard",
      "run_hunting_query",
      { ...asDaemon, query: 'externaldata(a:string)["https://evil.example/x"]' },
      { outcome: "refused", error: "query_refused", guard: { allowed: false, reasons: ["external_data"] } },
    ],
    [
      "refused by the check",
      "run_hunting_query",
      { ...asDaemon, query: "EmailEvents | where Nothing == 1" },
      { outcome: "refused", guard: { allowed: true }, check: "errors", service_requests: expect.any(Array) },
    ],
    [
      "with a bad timespan",
      "run_hunting_query",
      { ...asDaemon, query: "EmailEvents", timespan: "yesterday" },
      { outcome: "invalid", timespan: "yesterday", instances: [{ name: "Daemon" }] },
    ],
    [
      "with unknown arguments",
      "run_hunting_query",
      { kql: "EmailEvents", client_secret: secret },
      { outcome: "invalid", error: "invalid_request", query: "EmailEvents", instances: [] },
    ],
    ["for an unknown instance", "disconnect", { instance: "Nobody" }, { outcome: "invalid", instances: [] }],
    ["with a secret", "connect", { tenant_id: "t", client_secret: secret }, { outcome: "invalid", tool: "connect" }],
    [
      "that waits for a person",
      "run_hunting_query",
      { query: "EmailEvents", instance: "Contoso" },
      { outcome: "sign_in_required" },
    ],
    [
      "to several",
      "run_hunting_query",
      { query: "EmailEvents", instances: ["Contoso", "Daemon"] },
      { outcome: "ok", rows: { total: 12 } },
    ],
    [
      "of a check",
      "check_query",
      { query: "EmailEvents | count" },
      { outcome: "ok", check: "valid", query: "EmailEvents | count" },
    ],
    ["of a search for words", "get_schema", { query: secret }, { outcome: "ok", tool: "get_schema" }],
  ])("%s", async (_, tool, args, expected) => {
    const host = await bench.connect("modern");
    await host.call(tool, args);
    const lines = await records();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject(expected);
    expect(JSON.stringify(lines)).not.toContain(secret);
  });

  it("that the service answers with errors, with the status and ids of both", async () => {
    const host = await bench.connect("modern");
    bench.emulator.control.fail("graph", faults.graph(503, "ServiceUnavailable", "Later."));
    await host.call("run_hunting_query", hunt);
    expect((await records())[0]).toMatchObject({
      outcome: "failed",
      error: "service_error",
      service_status: 503,
      service_requests: [{ status: 503, request_id: expect.any(String) }],
    });
  });

  it("to refine a result, with the instances that its rows came from", async () => {
    const host = await bench.connect("modern");
    const { structured } = await host.call("run_hunting_query", hunt);
    await host.call("refine_result", { result_id: structured?.["result_id"], query: "Result | count" });
    expect((await records())[1]).toMatchObject({
      tool: "refine_result",
      query: "Result | count",
      instances: [{ name: "Daemon", tenant: CONTOSO.id }],
      service_requests: [],
      rows: { total: 1, shown: 1 },
    });
  });
});

it("lines of calls at the same time are whole, one each", async () => {
  const host = await bench.connect("modern");
  await Promise.all(
    Array.from({ length: 60 }, () => host.call("check_query", { query: `print "${"x".repeat(5000)}"` })),
  );
  const ids = (await records()).map((record) => Object(record).call_id);
  expect(new Set(ids).size).toBe(60);
});

const lose = () => rename(folder, `${folder}-gone`);
const find = () => rename(`${folder}-gone`, folder);

describe("while the file cannot be written", () => {
  it("calls go on, and the log says that lines are missing", async () => {
    const host = await bench.connect("modern");
    await lose();
    expect(await host.call("list_instances")).toMatchObject({ isError: false });
    await find();
    expect(logged.join("")).toContain("an audit line is missing");
    expect(await records()).toEqual([]);
  });

  it("no call is run when the audit fails closed, and the caller learns nothing of this machine", async () => {
    await begin({ failClosed: true });
    const host = await bench.connect("modern");
    await lose();
    const { isError, text } = await host.call("run_hunting_query", hunt);
    expect(isError).toBe(true);
    expect(text).toContain("audit_failed");
    expect(text).not.toContain(folder);
    expect(bench.emulator.control.received).toEqual([]);
    await find();
    expect(await host.call("run_hunting_query", hunt)).toMatchObject({ isError: false });
    expect((await records()).map((record) => Object(record).event)).toEqual(["started", "ended"]);
  });

  it("no answer goes out when its line fails", async () => {
    await begin({ failClosed: true });
    const host = await bench.connect("modern");
    await host.call("connect", { instance: "Daemon" });
    bench.emulator.control.fail("graph", faults.delay(300));
    const arrived = bench.emulator.control.next("graph");
    const answer = host.call("run_hunting_query", hunt);
    await arrived;
    await lose();
    expect(await answer).toMatchObject({ isError: true, text: expect.stringContaining("audit_failed") });
    await find();
    expect((await records()).at(-1)).toMatchObject({ event: "started", tool: "run_hunting_query" });
  });
});
