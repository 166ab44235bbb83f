import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createTerminal, OutputClosedError } from "../../../src/cli/terminal.ts";
import { createRedactor } from "../../../src/secrets.ts";

function collector(isTTY: boolean) {
  let text = "";
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns: 100 }), text: () => text };
}

function failing(code: string) {
  return new Writable({ write: (_chunk, _, done) => done(Object.assign(new Error(code), { code })) });
}

function start(isTTY: boolean) {
  const [out, err] = [collector(isTTY), collector(isTTY)];
  const redactor = createRedactor();
  redactor.add("canary-secret");
  const streams = { stdin: new PassThrough().end("input"), stdout: out.stream, stderr: err.stream };
  return { terminal: createTerminal(streams, redactor), out, err };
}

describe("the terminal", () => {
  it("prints results as they are and masks secrets in talk", async () => {
    const { terminal, out, err } = start(false);
    await terminal.print("canary-secret in a row\n");
    await terminal.report("canary-secret in a line of ours");
    terminal.say("canary-secret in talk");
    terminal.progress("working");
    expect(out.text()).toBe("canary-secret in a row\n[secret] in a line of ours\n");
    expect(err.text()).toBe("[secret] in talk\n");
    expect(terminal.width).toBeUndefined();
    expect(await terminal.readInput()).toBe("input");
  });

  it("replaces progress on a terminal, and takes it away before anything else is written", async () => {
    const { terminal, err } = start(true);
    terminal.progress("one");
    terminal.progress("two");
    await terminal.print("row\n");
    terminal.say("done");
    const erase = "\r\u001b[2K";
    expect(err.text()).toBe(`${erase}one${erase}two${erase}done\n`);
    expect(terminal.width).toBe(100);
  });

  it.each([
    ["EPIPE", OutputClosedError],
    ["ENOSPC", Error],
  ])("tells a closed output from a failing one: %s", async (code, kind) => {
    const { stream } = collector(false);
    const terminal = createTerminal(
      { stdin: new PassThrough(), stdout: failing(code), stderr: stream },
      createRedactor(),
    );
    const error: unknown = await terminal.print("row").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(error instanceof OutputClosedError).toBe(code === "EPIPE");
  });
});
