import { execFile } from "node:child_process";
import type { RunProgram } from "./sign-in-deps.ts";

/** Why a program gave no answer. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  readonly reason: "missing" | "failed" | "stopped";
  readonly stderr: string;

  constructor(reason: ProgramError["reason"], stderr: string) {
    super(`program ${reason}`);
    this.reason = reason;
    this.stderr = stderr;
  }
}

/** Runs programs with the given environment, without a shell; output is limited to 1 MB. */
export function programRunner(env: Readonly<Record<string, string | undefined>>): RunProgram {
  return (file, args, signal) =>
    new Promise((resolve, reject) => {
      const options = { env: { ...env }, signal, maxBuffer: 1_000_000, windowsHide: true, shell: false };
      execFile(file, [...args], options, (error, stdout, stderr) => {
        if (error === null) resolve({ stdout, stderr });
        else reject(new ProgramError(reasonOf(error), stderr));
      });
    });
}

function reasonOf(error: Error & { code?: unknown }): ProgramError["reason"] {
  if (error.name === "AbortError") return "stopped";
  return error.code === "ENOENT" || error.code === "EACCES" ? "missing" : "failed";
}
