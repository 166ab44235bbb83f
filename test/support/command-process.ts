import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { BIN, cleanEnvironment } from "./server-process.ts";

export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A subcommand of the built bin, running. */
export interface CommandProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** The first match in what it has said on standard error; rejects when it ends without. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<CommandEnd>;
}

export interface CommandOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Standard input; empty unless given. */
  readonly input?: string;
}

/** Starts a subcommand of the built bin; nothing of it is a terminal. */
export function startCommand(
  args: readonly string[],
  { environment, cwd, input = "" }: CommandOptions,
): CommandProcess {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: cleanEnvironment(environment),
    ...(cwd !== undefined && { cwd }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => undefined).end(input);
  const ended = new Promise<CommandEnd>((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
  return {
    child,
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stderr);
          if (match) resolve(match);
        };
        look();
        child.stderr.on("data", look);
        child.once("close", () => reject(new Error(`Never said ${pattern}: ${stderr}`)));
      }),
  };
}
