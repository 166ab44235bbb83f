import { describe, expect, it } from "vitest";
import { type HuntingError, QueryRefusedError, ServiceError } from "../../../src/errors.ts";
import type { RunOutcome } from "../../../src/hunting/hunter.ts";
import { demoInstance } from "../../../src/instances/demo-instance.ts";
import { outcomeLine } from "../../../src/mcp/outcomes-text.ts";
import { outcomesOf } from "../../../src/tools/outcomes.ts";
import { wideAnswer } from "../../../src/tools/wide-answer.ts";

const now = Date.UTC(2026, 0, 1, 12);
const contoso = { ...demoInstance, name: "Contoso", tenantId: "t-1", clientId: "c-1" };
const fabrikam = { ...contoso, name: "Fabrikam" };
const busy = new ServiceError("The service is busy.", { nextStep: "Wait.", requestId: "req-9", status: 429 });
const prompt = {
  method: "device_code",
  verificationUri: "https://login.example/device",
  userCode: "ABC-DEF",
  expiresAt: now + 900_000,
  intervalSeconds: 5,
} as const;

const ok = (timespan: string | undefined, rows: number, atServiceLimit = false): RunOutcome => ({
  instance: contoso,
  timespan,
  status: "ok",
  rows,
  atServiceLimit,
});
const failed = (timespan: string | undefined, error: HuntingError = busy, instance = contoso): RunOutcome => ({
  instance,
  timespan,
  status: "failed",
  error,
});
const waiting: RunOutcome = {
  instance: fabrikam,
  timespan: undefined,
  status: "sign_in_required",
  signIn: { status: "awaiting_user", prompt },
};

const refused = (message: string) => new QueryRefusedError(message, { nextStep: "Change it." });

describe("outcomes", () => {
  it("name rows, errors with next step and request id, and sign-ins with code", () => {
    const outcomes = outcomesOf([ok(undefined, 1), failed(undefined), waiting], now);
    expect(outcomes).toMatchObject([
      { instance: "Contoso", status: "ok", rows: 1 },
      { status: "failed", error: "The service is busy.", next_step: "Wait.", request_id: "req-9" },
      { instance: "Fabrikam", status: "sign_in_required", sign_in: { user_code: "ABC-DEF" } },
    ]);
    expect(outcomes.map(outcomeLine)).toEqual([
      "Outcome of Contoso: 1 row.",
      "Outcome of Contoso: failed. The service is busy. Next step: Wait. Request id: req-9.",
      expect.stringMatching(/^Outcome of Fabrikam: sign_in_required\. Next step: .*enter the code ABC-DEF/),
    ]);
  });

  it("of neighbouring parts that ended alike are one, but a part at the limit stays alone", () => {
    const parts = [ok("a/b", 1), ok("c/d", 2), ok("e/f", 10_000, true), ok("g/h", 4), failed("i/j"), failed("k/l")];
    expect(outcomesOf(parts, now)).toMatchObject([
      { timespan: "a/d", parts: 2, rows: 3 },
      { timespan: "e/f", rows: 10_000, at_service_limit: true },
      { timespan: "g/h", rows: 4 },
      { timespan: "i/l", parts: 2, status: "failed" },
    ]);
    expect(outcomesOf(parts, now).map(outcomeLine)).toContain(
      "Outcome of Contoso, e/f: 10000 rows, at the service's row limit.",
    );
  });
});

describe("an answer without rows", () => {
  const limit = { usual: 1, ceiling: 1 };
  const deps = { now: () => now, limits: { rows: limit, bytes: limit, cellChars: 1 } };
  const answer = (...outcomes: RunOutcome[]) => wideAnswer({ result: undefined, outcomes }, {}, deps);

  it("lists the outcomes as long as a sign-in can help", () => {
    expect(answer(failed(undefined), waiting)).toMatchObject({
      kind: "outcomes",
      data: { status: "sign_in_required", instance: "Contoso, Fabrikam", outcomes: [{ status: "failed" }, {}] },
    });
  });

  it("is the error itself when all ended in the same", () => {
    const error = refused("No table.");
    expect(() => answer(failed(undefined, error), failed(undefined, refused("No table.")))).toThrow(QueryRefusedError);
  });

  it("is one error that tells of each otherwise", () => {
    expect(() => answer(failed(undefined), failed(undefined, refused("No."), fabrikam))).toThrow(
      "Contoso: The service is busy. Next step: Wait. Request id: req-9.\nFabrikam: No. Next step: Change it.",
    );
  });
});
