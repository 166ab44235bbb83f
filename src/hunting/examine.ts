import { QueryRefusedError } from "../errors.ts";
import type { Diagnostic } from "../kql/diagnostic.ts";
import { zeroRowHints } from "../kql/repair/zero-row-hints.ts";
import type { Examine } from "./prepare-hunt.ts";
import { explainRejection } from "./explain-rejection.ts";
import type { QueryCheck, QueryChecker } from "./query-checker.ts";

/** Most names of columns that a refusal lists. */
const MOST_COLUMNS = 80;

/** The guard and the check before a query is sent: the arrow "guard" of a tool call. */
export function createExamine(checker: QueryChecker): Examine {
  return async ({ instance, query, timespan, check: isChecked }, call) => {
    const check = await checker.check(query, { instance, mayAsk: isChecked }, call);
    requireAllowed(check);
    if (isChecked) requireValid(check);
    const doubts = isChecked ? check.diagnostics.map(sentenceOf) : [];
    const costs = check.warnings.filter(({ code }) => code !== "no_time_bound" || timespan === undefined);
    return {
      warnings: [...doubts, ...costs.map(({ message }) => message)],
      whenEmpty: zeroRowHints(check, check.catalogue, { isLicensed: instance.provider === "Demo" }),
      explain: (error) => explainRejection(error, { query, catalogue: check.catalogue, doubts: unknownNames(check) }),
    };
  };
}

function unknownNames({ diagnostics }: QueryCheck): readonly string[] {
  return diagnostics.filter(({ code }) => code === "unknown_table" || code === "unknown_function").map(sentenceOf);
}

/** The guard: no argument overrides it. */
function requireAllowed({ guard }: QueryCheck): void {
  if (guard.allowed) return;
  throw new QueryRefusedError(
    `The query was not sent. ${[...new Set(guard.reasons.map((r) => r.message))].join("\n")}`,
    {
      nextStep: "Change the query. Only the operator of this server can allow it, in its settings.",
    },
  );
}

function requireValid({ valid, diagnostics, notes }: QueryCheck): void {
  if (valid) return;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const count = errors.length === 1 ? "an error" : `${errors.length} errors`;
  const lines = [
    `The query was not sent: it has ${count}.`,
    ...errors.map(sentenceOf),
    ...columnsAtHand(errors),
    ...notes,
  ];
  throw new QueryRefusedError(lines.join("\n"), {
    nextStep: "Correct the query and run it again; check_query checks without sending. check: false sends it as it is.",
  });
}

/** `Line 2, column 9: …` */
function sentenceOf({ line, column, message }: Diagnostic): string {
  return `Line ${line}, column ${column}: ${message}`;
}

/** The columns at the first place where one is unknown. */
function columnsAtHand(errors: readonly Diagnostic[]): readonly string[] {
  const columns = errors.find(({ columnsInScope }) => columnsInScope !== undefined)?.columnsInScope ?? [];
  const more = columns.length > MOST_COLUMNS ? " …" : "";
  return columns.length === 0 ? [] : [`Columns at hand: ${columns.slice(0, MOST_COLUMNS).join(", ")}${more}`];
}
