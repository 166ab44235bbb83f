import type { Finding } from "../diagnostic.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import type { Kusto } from "../kusto.ts";
import type { KustoCode, ServiceDiagnostic, SyntaxNode } from "../kusto-types.ts";
import { ancestors, columnsAt, inputAt } from "./scope.ts";
import { semanticFinding, type Complaint } from "./semantic-findings.ts";
import { deprecatedTables } from "./deprecated-tables.ts";
import { gapAt, syntaxFinding, type Gap } from "./syntax-findings.ts";
import { wholeTextFinding } from "./whole-text.ts";

/** What is wrong with a query: one finding for each root cause, in the order of the text. */
export function diagnose(code: KustoCode, language: HuntingLanguage): readonly Finding[] {
  const { kusto } = language;
  const raw = distinct(kusto.diagnostics(code).filter((d) => d.Severity === "Error"));
  const whole = wholeTextFinding(code, raw[0]?.Start, kusto);
  if (whole !== undefined) return [whole];
  const syntax = firstOf(kusto.syntaxDiagnostics(code));
  const gap = syntax && gapAt(code.Text, syntax);
  const complaints = raw
    .filter((d) => gap === undefined || standsBefore(d, gap))
    .flatMap((d) => complaintOf(d, code, language));
  const unknownSources = complaints.filter(({ raw: d }) => ["KS204", "KS211", "KS124"].includes(d.Code));
  const findings = complaints
    .filter((complaint) => !isNamedForInvoke(complaint, language))
    .filter((complaint) => !followsFrom(unknownSources, complaint, language))
    .flatMap((complaint) => semanticFinding(complaint, language) ?? []);
  const own = gap === undefined ? [] : [syntaxFinding(gap)];
  return onePerCause([...findings, ...own, ...deprecatedTables(code, language)]);
}

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

function firstOf(raw: readonly ServiceDiagnostic[]): ServiceDiagnostic | undefined {
  return raw.toSorted((a, b) => a.Start - b.Start)[0];
}

/** Whether a semantic diagnostic is sure in spite of the syntax error: it stands before, and the error's operator begins after it. */
function standsBefore(d: ServiceDiagnostic, gap: Gap): boolean {
  const limit = gap.lexemes.slice(0, gap.at).findLast(({ text }) => text === "|" || text === ";")?.start ?? 0;
  return d.Start < limit;
}

function complaintOf(raw: ServiceDiagnostic, code: KustoCode, { kusto }: HuntingLanguage): readonly Complaint[] {
  let found: SyntaxNode | undefined;
  for (const node of kusto.descendants(code.Syntax)) {
    if (node.TextStart === raw.Start && node.Width === raw.Length && kusto.kindOf(node) !== "TokenName") found = node;
  }
  return [{ raw, node: found ?? code.Syntax, code }];
}

/** `invoke FileProfile(SHA1, 1000)` names a column of the piped rows, which the language service does not look up. */
function isNamedForInvoke({ raw, node, code }: Complaint, language: HuntingLanguage): boolean {
  const { kusto } = language;
  const isInvoked = [...ancestors(node)].some((outer) => kusto.kindOf(outer) === "InvokeOperator");
  if (raw.Code !== "KS142" || !isInvoked) return false;
  return columnsAt(node, code, language).some((column) => column.Name === node.SimpleName);
}

/** An unknown name is no cause of its own where the rows come out of an unknown table or function. */
function followsFrom(sources: readonly Complaint[], complaint: Complaint, { kusto }: HuntingLanguage): boolean {
  if (sources.length === 0 || !["KS142", "KS145", "KS109"].includes(complaint.raw.Code)) return false;
  const tainted = taintedNames(sources, complaint.code, kusto);
  for (const outer of ancestors(complaint.node)) {
    const input = inputAt(outer, kusto);
    if (input !== undefined && isTainted(input, sources, tainted, kusto)) return true;
  }
  return false;
}

/** Names that `let` binds to something built on an unknown source, in the order of the text. */
function taintedNames(sources: readonly Complaint[], code: KustoCode, kusto: Kusto): ReadonlySet<string> {
  const tainted = new Set<string>();
  for (const node of kusto.descendants(code.Syntax)) {
    if (kusto.kindOf(node) !== "LetStatement") continue;
    const name = kusto.part(node, "Name")?.SimpleName;
    if (name !== undefined && isTainted(node, sources, tainted, kusto)) tainted.add(name);
  }
  return tainted;
}

function isTainted(
  part: SyntaxNode,
  sources: readonly Complaint[],
  tainted: ReadonlySet<string>,
  kusto: Kusto,
): boolean {
  if (sources.some(({ raw }) => raw.Start >= part.TextStart && raw.Start < part.End)) return true;
  for (const node of tainted.size === 0 ? [] : kusto.descendants(part)) {
    if (kusto.kindOf(node) === "NameReference" && tainted.has(node.SimpleName ?? "")) return true;
  }
  return false;
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
