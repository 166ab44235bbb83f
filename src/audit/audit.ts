import type { CallEvent } from "../hunting/call-event.ts";
import type { Log } from "../log.ts";
import { createObserver, type CallObserver } from "../telemetry/call-observer.ts";
import { AuditError } from "./audit-error.ts";
import { openAuditFile } from "./audit-file.ts";
import { endRecord, startRecord, type AuditRecord, type RecordOptions } from "./audit-record.ts";

export interface AuditOptions extends RecordOptions {
  /** Absolute. */
  readonly path: string;
  /** Whether a call whose lines cannot be written is not run, or not answered; otherwise the log says that a line is missing. */
  readonly failClosed: boolean;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of every line whether it was written. */
  readonly onLine?: ((isWritten: boolean) => void) | undefined;
}

/** The audit of all tool calls of this process. */
export interface Audit {
  readonly observe: CallObserver;
  /** Waits shortly for calls that are just ending, so that they get their line, and closes the file. */
  close(): Promise<void>;
}

const CLOSE_WAIT_MS = 2_000;

/**
 * Opens the audit: a line for each tool call once it has ended. One that fails closed writes a line before, too: nothing reaches the
 * service of which there is no line on the disk, whatever becomes of this process, and no answer goes out without the line that tells of it.
 * @throws ConfigError when the file cannot be written.
 */
export async function openAudit(options: AuditOptions): Promise<Audit> {
  const { path, failClosed, log, now, onLine } = options;
  const file = await openAuditFile({ path, isDurable: failClosed });
  const running = new Set<Promise<unknown>>();

  async function write(record: AuditRecord): Promise<void> {
    try {
      await file.append(JSON.stringify(record));
      onLine?.(true);
    } catch (error) {
      onLine?.(false);
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ audit_file: path, call_id: record["call_id"], reason }, "an audit line is missing");
      if (failClosed) throw new AuditError(error);
    }
  }

  const observe = createObserver(async (start) => {
    if (failClosed) await write(startRecord(start, options));
    const events: CallEvent[] = [];
    return {
      note: (event) => void events.push(event),
      end: (end) => write(endRecord({ start, events, end, endedAt: now() }, options)),
    };
  });

  return {
    async observe(start, run) {
      const call = observe(start, run);
      const settled = call.catch(() => undefined).finally(() => running.delete(settled));
      running.add(settled);
      return call;
    },
    async close() {
      const limit = new Promise((resolve) => setTimeout(resolve, CLOSE_WAIT_MS).unref());
      await Promise.race([Promise.all(running), limit]);
      await file.close();
    },
  };
}
