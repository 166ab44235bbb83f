import type { Finding } from "../diagnostic.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import type { ServiceDiagnostic } from "../kusto-types.ts";
import { ancestors, columnsAt } from "./scope.ts";
import { complaintOf, type Complaint } from "./complaint.ts";
import { createFollowUpTest } from "./follow-ups.ts";
import { futureTimes } from "./future-times.ts";
import { semanticFinding } from "./semantic-findings.ts";
import { deprecatedTables } from "./deprecated-tables.ts";
import type { BoundQuery } from "./reading.ts";
import { syntaxFinding } from "./syntax-findings.ts";
import { wholeTextFinding } from "./whole-text.ts";

/** Findings that are looked into: nobody reads more, and each walks the whole tree. */
const MOST = 50;

/** What is wrong with a query, of much that is wrong the first fifty: one finding for each root cause, in the order of the text. */
export function diagnose(bound: BoundQuery, language: HuntingLanguage): readonly Finding[] {
  const { kusto } = language;
  const { reading, code, nodes } = bound;
  // Cutting the text at a syntax error leaves brackets and clauses open (KS00x); that says nothing.
  const isOwn = ({ Code, Start }: ServiceDiagnostic) =>
    reading.gap === undefined || (Start < reading.end && !Code.startsWith("KS00"));
  const raw = distinct(kusto.diagnostics(code).filter((d) => isTold(d) && isOwn(d))).slice(0, MOST);
  const firstError = [...raw.slice(0, 1), ...(reading.gap ? [reading.gap.raw] : [])].map((d) => d.Start);
  const whole = wholeTextFinding(reading.parsed, firstError.length > 0 ? Math.min(...firstError) : undefined, kusto);
  if (whole !== undefined) return [whole];
  const complaints = raw.map((d) => complaintOf(d, bound, kusto));
  const isFollowUp = createFollowUpTest(complaints, nodes, kusto);
  const semantic = complaints
    .filter((complaint) => !isNamedForInvoke(complaint, language))
    .filter((complaint) => !isFollowUp(complaint))
    .flatMap((complaint) => semanticFinding(complaint, language) ?? []);
  const syntax = reading.gap === undefined ? [] : [syntaxFinding(reading.gap)];
  return onePerCause([...semantic, ...syntax, ...deprecatedTables(nodes, language), ...futureTimes(nodes, language)]);
}

/** Errors, and a table of `union isfuzzy=true` that is not known, which the service only warns of. */
const isTold = ({ Severity, Code }: ServiceDiagnostic) => Severity === "Error" || Code === "KS205";

/** Diagnostics at one place, or one name at several: the first is the cause. */
function distinct(raw: readonly ServiceDiagnostic[]): readonly ServiceDiagnostic[] {
  const seen = new Set<string>();
  let conditionEnd = 0;
  return raw
    .toSorted((a, b) => a.Start - b.Start || (b.Code === "KS142" ? 1 : 0) - (a.Code === "KS142" ? 1 : 0))
    .filter(({ Start, Code, Message, Length }) => {
      // A join condition that has the wrong form is not looked into.
      const isInside = Start < conditionEnd;
      if (Code === "KS183") conditionEnd = Start + Length;
      const keys = [`${Start}`, ...(Code === "KS142" || Code === "KS211" ? [`${Code} ${Message}`] : [])];
      const isNew = keys.every((key) => !seen.has(key));
      for (const key of keys) seen.add(key);
      return isNew && !isInside;
    });
}

/** `invoke FileProfile(SHA1, 1000)` names a column of the piped rows, which the language service does not look up. */
function isNamedForInvoke({ raw, node, code }: Complaint, language: HuntingLanguage): boolean {
  const { kusto } = language;
  const isInvoked = [...ancestors(node)].some((outer) => kusto.kindOf(outer) === "InvokeOperator");
  if (raw.Code !== "KS142" || !isInvoked) return false;
  return columnsAt(node, code, language).some((column) => column.Name === node.SimpleName);
}

function onePerCause(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings
    .toSorted((a, b) => a.start - b.start)
    .filter(({ code, message, start }) => {
      const keys = [`${code} ${message}`, `${start}`];
      const isNew = keys.every((key) => !seen.has(key));
      for (const key of keys) seen.add(key);
      return isNew;
    });
}
