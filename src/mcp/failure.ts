import { CancelledError, HuntingError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Redactor } from "../secrets.ts";
import { visibleLines } from "../visible-text.ts";

/** What turning an error into text needs. */
export interface FailureContext {
  readonly log: Log;
  readonly redactor: Redactor;
  readonly randomId: () => string;
}

/**
 * An error as the text that a model reads: what happened, the next step, the request id. Foreign text within (a service's message that
 * quotes the query, say) must have entered the error through `quoted`; hidden characters and secrets are caught here once more.
 * Errors that are not ours get a fixed text, and the log gets their own under the id that the text names.
 * @param where what was running, e.g. the tool's name, for the log.
 */
export function failureText(error: unknown, where: string, context: FailureContext): string {
  if (!(error instanceof HuntingError)) return unexpectedText(error, where, context);
  const lines = [
    `Error (${error.code}): ${error.message}`,
    `Next step: ${error.nextStep}`,
    ...(error.requestId === undefined ? [] : [`Request id: ${error.requestId}`]),
  ];
  return context.redactor.redact(visibleLines(lines.join("\n")));
}

/** The error of a call whose caller has gone, whatever the abort made of it. */
export function afterAbort(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted && !(error instanceof HuntingError) ? new CancelledError() : error;
}

function unexpectedText(error: unknown, where: string, { log, randomId }: FailureContext): string {
  const logId = randomId().slice(0, 12);
  log.error({ log_id: logId, where, error: describe(error) }, "unexpected error");
  return [
    "Error (internal): the server failed in a way it does not know; this is a defect of the server, not of the call.",
    `Next step: try once more; if it fails again, report log id ${logId} with the server's log.`,
  ].join("\n");
}

// Not the object itself: errors of libraries can carry requests, responses and tokens.
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : typeof error;
}
