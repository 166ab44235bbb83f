import type { CheckResult } from "./check-result.ts";
import { comparisonsIn } from "./comparisons.ts";
import { costWarnings } from "./cost-warnings.ts";
import { diagnose } from "../findings/diagnose.ts";
import { bindReading, readQuery, type BoundQuery, type Reading } from "../findings/reading.ts";
import { placeFinding, type Finding } from "../diagnostic.ts";
import type { GuardPolicy } from "../guard/policy.ts";
import { guardQuery } from "../guard/guard.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import type { GlobalState } from "../kusto-types.ts";
import { namesIn } from "./query-names.ts";
import { findTextFault } from "../text-limits.ts";
import { timeBoundsOf } from "./time-bounds.ts";
import { faultyResult } from "./unchecked-result.ts";

/**
 * Everything that can be told about a query without running it. Synchronous, some milliseconds for usual queries and much longer for hostile
 * ones: it belongs in the worker.
 * @param now milliseconds since 1970, for look-backs from absolute times.
 */
export function checkQuery(query: string, language: HuntingLanguage, policy: GuardPolicy, now: number): CheckResult {
  const fault = findTextFault(query);
  if (fault !== undefined) return faultyResult(query, fault);
  const reading = readQuery(query, language.kusto);
  const { bound, findings } = bestBinding(reading, language);
  const names = namesIn(bound.nodes, language);
  const time = timeBoundsOf(bound.nodes, language, now);
  const reasons = guardQuery(language.kusto, reading.parsed, policy);
  const valid = findings.every((finding) => finding.severity !== "error");
  return {
    valid,
    diagnostics: findings.map((finding) => placeFinding(query, finding)),
    ...names,
    tables: [...names.tables, ...unknownTables(query, findings)],
    resultColumns: valid ? language.kusto.resultColumns(bound.code) : undefined,
    guard: { allowed: reasons.length === 0, reasons },
    warnings: valid ? costWarnings(bound, language, names.tables, time) : [],
    timeBound: time.bounded,
    comparisons: comparisonsIn(bound.nodes, language),
  };
}

interface Binding {
  readonly bound: BoundQuery;
  readonly findings: readonly Finding[];
}

/** Columns are typed as queries use them; where that makes errors, as they are documented, if that makes fewer. */
function bestBinding(reading: Reading, language: HuntingLanguage): Binding {
  const usual = bind(reading, language, language.globals);
  const typeErrors = usual.findings.filter(({ code }) => ["type_mismatch", "semantic", "arguments"].includes(code));
  if (typeErrors.length === 0) return usual;
  const documented = bind(reading, language, language.strictGlobals());
  return documented.findings.length < usual.findings.length ? documented : usual;
}

function bind(reading: Reading, language: HuntingLanguage, globals: GlobalState): Binding {
  const bound = bindReading(reading, globals, language.kusto);
  return { bound, findings: diagnose(bound, language) };
}

function unknownTables(query: string, findings: readonly Finding[]): readonly string[] {
  const unknown = findings.filter(({ code }) => code === "unknown_table");
  return [...new Set(unknown.map(({ start, length }) => query.slice(start, start + length)))];
}
