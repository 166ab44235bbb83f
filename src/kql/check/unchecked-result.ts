import type { CheckResult, GuardVerdict } from "./check-result.ts";
import { placeFinding, type Finding } from "../diagnostic.ts";
import { guardTokens } from "../guard/tokens.ts";
import { guardMessages, type GuardPolicy } from "../guard/policy.ts";
import { findTextFault, type TextFault } from "../text-limits.ts";

/** The result for a text that is not given to the parser. The guard refuses it: it cannot be judged. */
export function faultyResult(query: string, fault: TextFault): CheckResult {
  const finding: Finding = { severity: "error", length: 0, suggestions: [], ...fault };
  const { code, message, start } = fault;
  const reason = { code: code === "command" ? code : "unreadable", message, start, length: 0 } as const;
  return uncheckedResult(query, finding, { allowed: false, reasons: [reason] });
}

/** The result for a query whose check did not end: valid with a warning, and judged by its tokens, unless its text tells already. */
export function abandonedResult(query: string, why: string, policy: GuardPolicy): CheckResult {
  const fault = findTextFault(query);
  if (fault !== undefined) return faultyResult(query, fault);
  const message = `${why} The query was not checked; the service will tell what is wrong with it.`;
  const finding: Finding = { severity: "warning", code: "not_checked", message, start: 0, length: 0, suggestions: [] };
  const reasons = guardTokens(query, policy).map((reason) =>
    reason.code === "unreadable" ? { ...reason, message: guardMessages.unjudged() } : reason,
  );
  return uncheckedResult(query, finding, { allowed: reasons.length === 0, reasons });
}

function uncheckedResult(query: string, finding: Finding, guard: GuardVerdict): CheckResult {
  return {
    valid: finding.severity !== "error",
    diagnostics: [placeFinding(query, finding)],
    tables: [],
    columns: [],
    functions: [],
    resultColumns: undefined,
    guard,
    warnings: [],
    timeBound: false,
    comparisons: [],
  };
}
