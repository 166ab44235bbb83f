import { ServiceError } from "../errors.ts";
import type { RunOutcome, WideHunt } from "../hunting/hunter.ts";
import { outcomesOf } from "./outcomes.ts";
import { tableAnswer, type PageWish } from "./table-answer.ts";
import type { ToolAnswer, ToolDeps } from "./tool.ts";

/**
 * The rows of several runs with an outcome for each; without any rows, the sign-ins that are needed.
 * @throws the error that all runs ended in, or one that tells of each.
 */
export function wideAnswer(
  { result, outcomes: runs }: WideHunt,
  page: PageWish,
  deps: Pick<ToolDeps, "now" | "limits">,
): ToolAnswer {
  const outcomes = outcomesOf(runs, deps.now());
  if (result !== undefined) {
    return { kind: "table", data: { ...tableAnswer(result, page, deps.limits), outcomes }, result };
  }
  const errors = runs.flatMap(errorsOf);
  if (errors.length === runs.length) throw errorOfAll(runs);
  return {
    kind: "outcomes",
    data: {
      status: "sign_in_required",
      instance: [...new Set(runs.map(({ instance }) => instance.name))].join(", "),
      outcomes,
      next_step: "Run the query again when the sign-ins are done.",
    },
  };
}

function errorsOf(run: RunOutcome) {
  if (run.status === "failed") return [run.error];
  return run.status === "sign_in_required" && run.signIn.status === "failed" ? [run.signIn.error] : [];
}

/** One error when all ended in the same, as with a query that the check refuses for each. */
function errorOfAll(runs: readonly RunOutcome[]): Error {
  const errors = runs.map((run) => ({ name: run.instance.name, errors: errorsOf(run) }));
  const byMessage = new Map(
    errors.flatMap(({ name, errors: own }) => own.map((error) => [error.message, { name, error }])),
  );
  const [first, ...others] = byMessage.values();
  if (first !== undefined && others.length === 0) return first.error;
  const lines = [...byMessage.values()].map(
    ({ name, error }) =>
      `${name}: ${error.message} Next step: ${error.nextStep}${error.requestId === undefined ? "" : ` Request id: ${error.requestId}.`}`,
  );
  return new ServiceError(["No part of the hunt brought rows.", ...lines].join("\n"), {
    nextStep: "Do what each line says, then run the query again.",
  });
}
