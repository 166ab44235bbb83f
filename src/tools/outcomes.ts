import { z } from "zod";
import type { HuntingError } from "../errors.ts";
import type { RunOutcome } from "../hunting/hunter.ts";
import { signInAnswer, signInFields } from "./sign-in-answer.ts";

const outcome = z.object({
  instance: z.string(),
  timespan: z.string().optional(),
  parts: z.int().optional(),
  status: z.enum(["ok", "sign_in_required", "failed"]),
  rows: z.int().optional(),
  at_service_limit: z.boolean().optional(),
  error: z.string().optional(),
  next_step: z.string().optional(),
  request_id: z.string().optional(),
  sign_in: signInFields.sign_in.optional(),
});

/**
 * What became of an instance, or of a part of the time range in it. Neighbouring parts that ended alike are one entry: `timespan` spans
 * them, `parts` counts them, `rows` sums them.
 */
export type Outcome = Readonly<z.infer<typeof outcome>>;

export const outcomeFields = { outcomes: z.array(outcome).readonly().describe("by instance or part") };

/** The answer when no run brought rows and at least one waits for a person. */
export interface OutcomesAnswer {
  readonly status: "sign_in_required";
  readonly instance: string;
  readonly outcomes: readonly Outcome[];
  readonly next_step: string;
}

/** @param now milliseconds since 1970. */
export function outcomesOf(runs: readonly RunOutcome[], now: number): readonly Outcome[] {
  const merged: Outcome[] = [];
  for (const next of runs.map((run) => outcomeOf(run, now))) {
    const last = merged.at(-1);
    if (last !== undefined && isAlike(last, next)) merged[merged.length - 1] = mergedWith(last, next);
    else merged.push(next);
  }
  return merged;
}

function outcomeOf(run: RunOutcome, now: number): Outcome {
  const which = { instance: run.instance.name, ...(run.timespan === undefined ? {} : { timespan: run.timespan }) };
  if (run.status === "ok") {
    return { ...which, status: "ok", rows: run.rows, ...(run.atServiceLimit ? { at_service_limit: true } : {}) };
  }
  if (run.status === "failed") return { ...which, status: "failed", ...errorFields(run.error) };
  if (run.signIn.status === "failed") return { ...which, status: "failed", ...errorFields(run.signIn.error) };
  const { sign_in, next_step } = signInAnswer(run.instance, run.signIn, now);
  return { ...which, status: "sign_in_required", ...(sign_in === undefined ? {} : { sign_in }), next_step };
}

function errorFields({ message, nextStep, requestId }: HuntingError): Partial<Outcome> {
  return { error: message, next_step: nextStep, ...(requestId === undefined ? {} : { request_id: requestId }) };
}

/** A part at the service's limit stays alone: it is the one to split further. */
function isAlike(a: Outcome, b: Outcome): boolean {
  if (a.timespan === undefined || b.timespan === undefined || a.at_service_limit || b.at_service_limit) return false;
  return a.instance === b.instance && a.status === b.status && a.error === b.error;
}

function mergedWith(a: Outcome, b: Outcome): Outcome {
  const [start] = a.timespan?.split("/") ?? [];
  const [, end] = b.timespan?.split("/") ?? [];
  const rows = a.rows === undefined ? {} : { rows: a.rows + (b.rows ?? 0) };
  return { ...a, ...rows, timespan: `${start}/${end}`, parts: (a.parts ?? 1) + 1 };
}
