import { describe, expect, it } from "vitest";
import { CancelledError, ServiceError, UserError } from "../../../src/errors.ts";
import { createLog } from "../../../src/log.ts";
import { afterAbort, failureText } from "../../../src/mcp/failure.ts";
import { createRedactor } from "../../../src/secrets.ts";

function context() {
  const lines: string[] = [];
  const redactor = createRedactor();
  const log = createLog("trace", redactor, { write: (line: string) => lines.push(line) > 0 });
  return { lines, redactor, log, randomId: () => "0123456789abcdef01234567" };
}

describe("failureText", () => {
  it("says what happened, the next step and the request id", () => {
    const error = new ServiceError("The service is busy.", { nextStep: "Wait 30 s.", requestId: "req-1" });
    expect(failureText(error, "run_hunting_query", context())).toBe(
      "Error (service_error): The service is busy.\nNext step: Wait 30 s.\nRequest id: req-1",
    );
  });

  it("shows hidden characters, keeps line breaks and masks secrets", () => {
    const ctx = context();
    ctx.redactor.add("canary-secret");
    const error = new UserError("a\u202eb\n  canary-secret", { nextStep: "N." });
    expect(failureText(error, "x", ctx)).toBe("Error (invalid_request): a\\u{202e}b\n  [secret]\nNext step: N.");
  });

  it("hides an unexpected error behind a log id and logs it without secrets", () => {
    const ctx = context();
    ctx.redactor.add("canary-secret");
    const text = failureText(new TypeError("boom canary-secret"), "connect", ctx);
    expect(text).toContain("log id 0123456789ab");
    expect(text).not.toMatch(/boom|canary/);
    const [line] = ctx.lines;
    expect(JSON.parse(line ?? "")).toMatchObject({ log_id: "0123456789ab", where: "connect", msg: "unexpected error" });
    expect(line).toContain("boom [secret]");
  });

  it("never serialises what was thrown", () => {
    const ctx = context();
    failureText({ accessToken: "abc" }, "connect", ctx);
    expect(ctx.lines.join("")).not.toContain("abc");
  });
});

describe("afterAbort", () => {
  it("makes every foreign error of a cancelled call a cancellation", () => {
    const error = new Error("aborted");
    expect(afterAbort(error, AbortSignal.abort())).toBeInstanceOf(CancelledError);
    expect(afterAbort(error, new AbortController().signal)).toBe(error);
    const ours = new UserError("x", { nextStep: "y" });
    expect(afterAbort(ours, AbortSignal.abort())).toBe(ours);
  });
});
