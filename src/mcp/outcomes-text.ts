import type { Outcome, OutcomesAnswer } from "../tools/outcomes.ts";
import { visible } from "../visible-text.ts";

/** Why no instance could run the query: a line each, and what to do. */
export function outcomesText({ outcomes, next_step }: OutcomesAnswer): string {
  const head = "The query was not run, sign-ins are needed first (sign_in_required):";
  return [head, ...outcomes.map(outcomeLine), next_step].map(visible).join("\n");
}

/** What became of an instance, or of a part of the time range in it, as one line. */
export function outcomeLine(outcome: Outcome): string {
  const { instance, timespan, parts, next_step, request_id } = outcome;
  return [
    `Outcome of ${instance}${timespan === undefined ? "" : `, ${timespan}`}${parts === undefined ? "" : ` (${parts} parts)`}:`,
    `${endOf(outcome)}.`,
    ...(outcome.error === undefined ? [] : [outcome.error]),
    ...(next_step === undefined ? [] : [`Next step: ${next_step}`]),
    ...(request_id === undefined ? [] : [`Request id: ${request_id}.`]),
  ].join(" ");
}

function endOf({ status, rows, at_service_limit: isAtLimit }: Outcome): string {
  if (status !== "ok") return status;
  return `${rows} ${rows === 1 ? "row" : "rows"}${isAtLimit === true ? ", at the service's row limit" : ""}`;
}
