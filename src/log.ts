import type { Writable } from "node:stream";
import { pino, type Logger } from "pino";
import type { Redactor } from "./secrets.ts";

export type Log = Logger;
export const logLevels = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * A JSON-lines log whose every finished line passes through the redactor, so a secret in a nested field or in a message text is masked too.
 * @param destination where lines go: the standard error stream in the product, never standard output.
 */
export function createLog(level: LogLevel, redactor: Redactor, destination: Pick<Writable, "write">): Log {
  return pino({ level, base: null }, { write: (line: string) => void destination.write(redactor.redact(line)) });
}
