import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The built bin, as `npm run build` leaves it, or the installed one that TEST_BIN names. */
export const BIN = process.env["TEST_BIN"] ?? fileURLToPath(new URL("../../dist/main.js", import.meta.url));

export interface ProcessOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Another path of the built bin than seen from here. */
  readonly bin?: string;
}

interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The server as a bare process, for what a client library hides: raw lines, exit codes, signals, closed pipes. */
export interface ServerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Lines written to standard output so far. */
  readonly lines: readonly string[];
  stderr(): string;
  /** Sends one JSON-RPC message, or raw text as it is. */
  send(message: object | string): void;
  /** The response to the request id; rejects when the process ends without one. */
  response(id: number): Promise<JsonRpcResponse>;
  readonly ended: Promise<ProcessEnd>;
}

interface JsonRpcResponse {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

const isResponse = (value: unknown): value is JsonRpcResponse =>
  typeof value === "object" && value !== null && "id" in value && ("result" in value || "error" in value);

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Environment that no variable of the tester's own shell leaks into. */
export const cleanEnvironment = (environment: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  ...environment,
});

/** Starts the built bin without any client. The caller ends it: close its stdin, or kill it by its own id. */
export function startServerProcess(options: ProcessOptions): ServerProcess {
  const child = spawn(process.execPath, [options.bin ?? BIN, ...(options.args ?? [])], {
    env: cleanEnvironment(options.environment),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  const lines: string[] = [];
  const waiting = new Map<number, (response: JsonRpcResponse) => void>();
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => undefined); // a process that ended makes writing fail; `ended` tells that
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    const message = parse(line);
    if (isResponse(message)) waiting.get(message.id)?.(message);
  });
  return {
    child,
    lines,
    stderr: () => stderr,
    send: (message) => void child.stdin.write(typeof message === "string" ? message : `${JSON.stringify(message)}\n`),
    response: (id) =>
      new Promise((resolve, reject) => {
        waiting.set(id, resolve);
        child.once("close", () => reject(new Error(`The server ended without an answer to ${id}: ${stderr}`)));
      }),
    ended: new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal }))),
  };
}
