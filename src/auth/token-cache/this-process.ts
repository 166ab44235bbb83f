import { getuid, kill, pid } from "node:process";

/** What a lock file and a file's owner are compared with: facts of the operating system that no configuration can change. */
export const thisProcess = {
  pid,
  /** Undefined on Windows, which has no such ids. */
  uid: getuid?.(),
} as const;

/** True while a process with that id runs on this machine, whoever owns it. */
export function isRunning(processId: number): boolean {
  try {
    return kill(processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
