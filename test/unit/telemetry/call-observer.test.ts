import { describe, expect, it } from "vitest";
import { CancelledError, QueryRefusedError, ServiceError, SignInError, UserError } from "../../../src/errors.ts";
import type { CallEvent } from "../../../src/hunting/call-event.ts";
import { demoInstance } from "../../../src/instances/demo-instance.ts";
import {
  combineObservers,
  createObserver,
  type CallEnd,
  type CallObserver,
  type CallStart,
} from "../../../src/telemetry/call-observer.ts";
import { outcomeOf } from "../../../src/telemetry/outcome.ts";

const start: CallStart = {
  id: "c",
  startedAt: 0,
  requestId: 1,
  transport: "stdio",
  protocolVersion: undefined,
  principal: undefined,
  client: { name: undefined, version: undefined, applicationId: undefined },
  tool: "t",
  query: undefined,
  timespan: undefined,
  trace: undefined,
};
const event: CallEvent = { kind: "instance", instance: demoInstance };
const ok = { summary: { outcome: "ok", textBytes: 1 } } as const;

function recorder(name: string, told: string[], fail?: "begin" | "end"): CallObserver {
  return createObserver(() => {
    told.push(`${name} begins`);
    if (fail === "begin") throw new Error(`${name} cannot begin`);
    return {
      note: ({ kind }) => void told.push(`${name} notes ${kind}`),
      end(end: CallEnd) {
        told.push(`${name} ends ${"error" in end ? String(end.error) : "ok"}`);
        if (fail === "end") throw new Error(`${name} cannot end`);
      },
    };
  });
}

const run = (note: (noted: CallEvent) => void) => {
  note(event);
  return Promise.resolve(ok);
};

const failing = () => Promise.reject(new Error("no"));

describe("observers", () => {
  it("are nested: the first begins first and ends last, and all get every note", async () => {
    const told: string[] = [];
    const observe = combineObservers([recorder("a", told), recorder("b", told)]);
    expect(await observe(start, run)).toBe(ok);
    expect(told).toEqual(["a begins", "b begins", "b notes instance", "a notes instance", "b ends ok", "a ends ok"]);
  });

  it("may refuse a call before it is run, which those around see", async () => {
    const told: string[] = [];
    const observe = combineObservers([recorder("a", told), recorder("b", told, "begin")]);
    await expect(observe(start, run)).rejects.toThrow("b cannot begin");
    expect(told).toEqual(["a begins", "b begins", "a ends Error: b cannot begin"]);
  });

  it("may withhold an answer", async () => {
    const told: string[] = [];
    const observe = combineObservers([recorder("a", told), recorder("b", told, "end")]);
    await expect(observe(start, run)).rejects.toThrow("b cannot end");
    expect(told.at(-1)).toBe("a ends Error: b cannot end");
  });

  it("see the error of a call, and let it through", async () => {
    const told: string[] = [];
    await expect(recorder("a", told)(start, failing)).rejects.toThrow("no");
    expect(told).toEqual(["a begins", "a ends Error: no"]);
  });

  it("are none, and the call is run", async () => {
    expect(await combineObservers([])(start, run)).toBe(ok);
  });
});

describe("the outcome", () => {
  const details = { nextStep: "" };
  it.each<[CallEnd, object]>([
    [ok, { outcome: "ok", error: undefined }],
    [{ summary: { outcome: "sign_in_failed", textBytes: 1 } }, { outcome: "sign_in_failed", error: "sign_in_failed" }],
    [{ summary: { outcome: "sign_in_required", textBytes: 1 } }, { outcome: "sign_in_required", error: undefined }],
    [{ error: new CancelledError() }, { outcome: "cancelled", error: "cancelled" }],
    [{ error: new UserError("", details) }, { outcome: "invalid", error: "invalid_request" }],
    [{ error: new QueryRefusedError("", details) }, { outcome: "refused", error: "query_refused" }],
    [{ error: new SignInError("", details) }, { outcome: "sign_in_failed", error: "sign_in_failed" }],
    [{ error: new ServiceError("", details) }, { outcome: "failed", error: "service_error" }],
    [{ error: "thrown" }, { outcome: "failed", error: "internal" }],
  ])("of %j is %j", (end, expected) => {
    expect(outcomeOf(end)).toEqual(expected);
  });
});
