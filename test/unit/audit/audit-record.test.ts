import { createHash } from "node:crypto";
import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { endRecord, startRecord, type CallHistory } from "../../../src/audit/audit-record.ts";
import { QueryRefusedError, ServiceError, UserError } from "../../../src/errors.ts";
import type { CallEvent } from "../../../src/hunting/call-event.ts";
import { demoInstance } from "../../../src/instances/demo-instance.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import { createRedactor } from "../../../src/secrets.ts";
import type { CallStart } from "../../../src/telemetry/call-observer.ts";

const start: CallStart = {
  id: "c1",
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  requestId: 7,
  transport: "http",
  protocolVersion: "2026-07-28",
  principal: { tenantId: "tid", objectId: "oid", userName: "alice@contoso.example", tokenId: "uti" },
  client: { name: "host", version: "1.0", applicationId: "azp" },
  tool: "run_hunting_query",
  query: "EmailEvents\n| take 1",
  timespan: "P1D",
  trace: {
    from: "call",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    tracestate: undefined,
  },
};
const contoso: Instance = { ...demoInstance, name: "Contoso", provider: "M365DGraph", cloud: "gcc", tenantId: "t-1" };
const account = { tenantId: "tid", objectId: "oid", userName: "alice@contoso.example" };

const events: readonly CallEvent[] = [
  { kind: "instance", instance: contoso },
  { kind: "sign_in", instance: contoso, result: "connected", account, startedAt: 0, endedAt: 5 },
  { kind: "check", guard: { allowed: true, reasons: [] }, valid: true, startedAt: 5, endedAt: 6 },
  {
    kind: "request",
    instance: contoso,
    service: "graph",
    startedAt: 10,
    endedAt: 30,
    status: 200,
    requestId: "r-1",
    clientRequestId: "cr-1",
    responseBytes: 999,
  },
];
const table = { resultId: "r_1", totalRows: 9, shownRows: 3, responseBytes: 999, truncatedBy: "max_rows" };
const history: CallHistory = {
  start,
  events,
  end: { summary: { outcome: "ok", textBytes: 50, table } },
  endedAt: start.startedAt + 40,
};
const redactor = createRedactor();
const options = { queries: "full", redactor } as const;
const written = (changes: Partial<CallHistory>) =>
  JSON.parse(JSON.stringify(endRecord({ ...history, ...changes }, options)));

describe("the record of a call", () => {
  it("tells who, by which program, asked what of whom, and what came of it", () => {
    expect(written({})).toEqual({
      time: "2026-01-02T03:04:05.000Z",
      event: "ended",
      call_id: "c1",
      request_id: 7,
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      transport: "http",
      protocol: "2026-07-28",
      principal: { tid: "tid", oid: "oid", upn: "alice@contoso.example", uti: "uti" },
      client: { name: "host", version: "1.0", azp: "azp" },
      tool: "run_hunting_query",
      query: "EmailEvents\n| take 1",
      timespan: "P1D",
      instances: [
        {
          name: "Contoso",
          cloud: "gcc",
          provider: "M365DGraph",
          tenant: "t-1",
          account: { tid: "tid", oid: "oid", upn: "alice@contoso.example" },
        },
      ],
      guard: { allowed: true, reasons: [] },
      check: "valid",
      service_requests: [
        { instance: "Contoso", request_id: "r-1", client_request_id: "cr-1", status: 200, bytes: 999, ms: 20 },
      ],
      outcome: "ok",
      result_id: "r_1",
      rows: { total: 9, shown: 3 },
      response_bytes: 999,
      truncated: "max_rows",
      answer_bytes: 50,
      ms: 40,
    });
  });

  it("begins with all that is known before the call", () => {
    const begun = JSON.parse(JSON.stringify(startRecord(start, options)));
    expect(begun).toEqual({ ...written({}), event: "started", ...unknownAtStart });
  });

  it.each([
    [new UserError("x", { nextStep: "y" }), { outcome: "invalid", error: "invalid_request" }],
    [new QueryRefusedError("x", { nextStep: "y" }), { outcome: "refused", error: "query_refused" }],
    [new ServiceError("x", { nextStep: "y", status: 503 }), { outcome: "failed", error: "service_error" }],
    [new TypeError("secret detail"), { outcome: "failed", error: "internal" }],
  ])("tells of %s", (error, expected) => {
    const record = written({ end: { error } });
    expect(record).toMatchObject(expected);
    expect(record).not.toHaveProperty("rows");
    expect(JSON.stringify(record)).not.toContain("secret detail");
  });

  it("tells the verdict over all instances", () => {
    const reasons = [{ code: "external_data" as const, message: "…", start: 0, length: 1 }];
    const refused = {
      kind: "check",
      guard: { allowed: false, reasons },
      valid: false,
      startedAt: 0,
      endedAt: 1,
    } as const;
    expect(written({ events: [...events, refused, refused] })).toMatchObject({
      guard: { allowed: false, reasons: ["external_data"] },
      check: "errors",
    });
  });

  it("tells queries in the chosen form", () => {
    const query = 'T | where k == h"canary"';
    const of = (queries: "full" | "sha256" | "none") => startRecord({ ...start, query }, { queries, redactor });
    expect(of("full")).toMatchObject({ query: 'T | where k == h"…"' });
    expect(of("sha256")).toMatchObject({ query_sha256: createHash("sha256").update(query).digest("hex") });
    expect(of("sha256")).not.toHaveProperty("query");
    expect(Object.keys(of("none")).filter((name) => name.startsWith("query"))).toEqual([]);
  });

  it("is one line whatever a client calls itself, with hidden characters shown", () => {
    const name = 'x\n{"event":"forged"}\u202e\u0000';
    const line = JSON.stringify(startRecord({ ...start, client: { ...start.client, name } }, options));
    expect(["\n", "\u202e", "\u0000"].filter((hidden) => line.includes(hidden))).toEqual([]);
    expect(Object(JSON.parse(line)).client.name).toBe('x\\u{a}{"event":"forged"}\\u{202e}\\u{0}');
  });

  it("counts service requests that it has no room for", () => {
    const many = Array.from({ length: 250 }, () => events.filter(({ kind }) => kind === "request")).flat();
    const record = written({ events: many });
    expect(record.service_requests).toHaveLength(200);
    expect(record.service_requests_left_out).toBe(50);
  });

  it("never has a registered secret in any of its texts", () => {
    const secrets = string({ minLength: 8, maxLength: 40, unit: "grapheme" }).filter(
      (text) => !/^[\w .:-]*$/.test(text),
    );
    assert(
      property(secrets, string(), (secret, other) => {
        const own = createRedactor();
        own.add(secret);
        const text = `${other}${secret}${other}`;
        const foreign: CallStart = {
          ...start,
          principal: { tenantId: text, objectId: text, userName: text, tokenId: text },
          client: { name: text, version: text, applicationId: text },
          query: text,
          timespan: text,
        };
        const instance = { ...contoso, name: text, tenantId: text };
        const noted = events.map((event) => ("instance" in event ? { ...event, instance } : event));
        const record = endRecord({ ...history, start: foreign, events: noted }, { queries: "full", redactor: own });
        expect(textsOf(JSON.parse(JSON.stringify(record))).filter((each) => each.includes(secret))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

const unknownAtStart = Object.fromEntries(
  [
    "instances",
    "guard",
    "check",
    "service_requests",
    "outcome",
    "result_id",
    "rows",
    "response_bytes",
    "truncated",
    "answer_bytes",
    "ms",
  ].map((name) => [name, undefined]),
);

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
