import type { Kusto } from "../kusto.ts";
import type { SyntaxNode } from "../kusto-types.ts";
import { foreignFunctions } from "../foreign-functions.ts";
import { wholeOf, type Complaint } from "./complaint.ts";
import { ancestors, inputAt } from "./scope.ts";

const UNKNOWN_SOURCES: ReadonlySet<string> = new Set(["KS124", "KS204", "KS205", "KS211"]);
const ABOUT_COLUMNS: ReadonlySet<string> = new Set(["KS109", "KS142", "KS145"]);

/** Tells complaints about columns that are no cause of their own, because the rows come out of an unknown table or function. */
export function createFollowUpTest(
  complaints: readonly Complaint[],
  nodes: readonly SyntaxNode[],
  kusto: Kusto,
): (complaint: Complaint) => boolean {
  const sources = complaints.filter(
    (complaint) =>
      UNKNOWN_SOURCES.has(complaint.raw.Code) ||
      (complaint.raw.Code === "KS142" && wholeOf(complaint, kusto) !== undefined),
  );
  const tainted = sources.length === 0 ? new Set<string>() : taintedNames(sources, nodes, kusto);
  const withoutTable = complaints.find(({ raw }) => raw.Code === "KS174")?.raw.Start ?? Infinity;
  return (complaint) => {
    const { raw, node } = complaint;
    if (isWithinUnknownCall(complaint, complaints) || isEndOfWrongRange(complaint, complaints, kusto)) return true;
    if (!ABOUT_COLUMNS.has(raw.Code)) return false;
    if (raw.Start > withoutTable) return true;
    return rowsBefore(node, kusto).some((rows) => isTainted(rows, sources, tainted, kusto));
  };
}

/** `day` in `dateadd(day, …)`, `RemoteIP` in `distinct(RemoteIP)`: arguments as another language has them. */
function isWithinUnknownCall({ raw }: Complaint, complaints: readonly Complaint[]): boolean {
  const isDoubtful = raw.Code === "KS236" || raw.Code === "KS142";
  return (
    isDoubtful &&
    complaints.some(({ raw: other, node: { Parent: call, SimpleName: name } }) => {
      if (other.Code !== "KS211" || call === null || raw.Start < call.TextStart || raw.Start >= call.End) return false;
      return raw.Code === "KS236" || Object.hasOwn(foreignFunctions, name?.toLowerCase() ?? "");
    })
  );
}

/** The end of `between ("2026-01-01" .. "2026-01-02")`, of which a duration is expected although a time is meant, as at its start. */
function isEndOfWrongRange({ raw, node }: Complaint, complaints: readonly Complaint[], kusto: Kusto): boolean {
  if (raw.Code !== "KS107" || !raw.Message.includes("timespan")) return false;
  const range = [...ancestors(node)].find((outer) => kusto.kindOf(outer) === "BetweenExpression");
  return (
    range !== undefined &&
    complaints.some(
      ({ raw: { Code, Message, Start } }) =>
        Code === "KS107" && Message.includes("datetime") && Start >= range.TextStart && Start < raw.Start,
    )
  );
}

/** What the rows at a node are made from: the inputs of the operators around it, and the other sides of joins. */
function rowsBefore(node: SyntaxNode, kusto: Kusto): readonly SyntaxNode[] {
  return [...ancestors(node)].flatMap((outer) => {
    const isJoin = ["JoinOperator", "LookupOperator"].includes(kusto.kindOf(outer));
    return [inputAt(outer, kusto), isJoin ? kusto.part(outer, "Expression") : undefined].filter((n) => n !== undefined);
  });
}

/** Names that `let` binds to something built on an unknown source, in the order of the text. */
function taintedNames(sources: readonly Complaint[], nodes: readonly SyntaxNode[], kusto: Kusto): ReadonlySet<string> {
  const tainted = new Set<string>();
  for (const node of nodes) {
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
