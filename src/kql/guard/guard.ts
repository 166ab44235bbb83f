import { guardHidden, guardTokens } from "./tokens.ts";
import {
  allowedKinds,
  allowedOptions,
  allowedPlugins,
  crossResourceFunctions,
  guardMessages,
  type GuardCode,
  type GuardPolicy,
  type GuardReason,
} from "./policy.ts";
import type { Kusto } from "../kusto.ts";
import type { KustoCode, SyntaxNode } from "../kusto-types.ts";

type Refuse = (code: GuardCode, node: SyntaxNode, message: string) => void;
type Judge = (node: SyntaxNode, kusto: Kusto, policy: GuardPolicy, refuse: Refuse) => void;

const judgeStatement: Judge = (node, kusto, _policy, refuse) =>
  refuse("statement", node, guardMessages.statement(firstWords(node, kusto)));
const judgeCrossResource: Judge = (node, kusto, policy, refuse) => {
  if (!policy.allowCrossResource) refuse("cross_resource", node, guardMessages.crossResource(firstWords(node, kusto)));
};
const judgeOperator: Judge = (node, kusto, _policy, refuse) =>
  refuse("operator", node, guardMessages.operator(firstWords(node, kusto)));

const judges: Readonly<Record<string, Judge>> = {
  Directive: judgeStatement,
  SetOptionStatement: judgeOption,
  ExternalDataExpression: judgeExternalData,
  InlineExternalTableExpression: judgeOperator,
  EvaluateOperator: judgePlugin,
  MacroExpandOperator: judgeCrossResource,
  EntityGroupExpression: judgeCrossResource,
  FunctionCallExpression: judgeCall,
};

/** The judge of a kind of node. Operators and statements that are not known are refused; what is left computes or names things. */
function judgeOf(kind: string): Judge | undefined {
  if (judges[kind] !== undefined || allowedKinds.has(kind)) return judges[kind];
  if (kind.endsWith("Statement")) return judgeStatement;
  return kind.endsWith("Operator") ? judgeOperator : undefined;
}

/**
 * Judges what a query may reach, over its syntax tree (it needs no names bound). Words in strings, comments and names of columns mean nothing
 * to it; what leaves the query engine is refused unless the policy opens it. A text with syntax errors is judged by its tokens too, one with
 * hidden characters by its words: the service may read them differently.
 * @returns the reasons to refuse, in the order of the text; none when the query may be sent.
 */
export function guardQuery(kusto: Kusto, code: KustoCode, policy: GuardPolicy): readonly GuardReason[] {
  if (code.Kind !== "Query") return guardTokens(code.Text, policy);
  const reasons: GuardReason[] = [];
  const refuse: Refuse = (reason, node, message) =>
    reasons.push({ code: reason, message, start: node.TextStart, length: node.Width });
  for (const node of kusto.descendants(code.Syntax)) judgeOf(kusto.kindOf(node))?.(node, kusto, policy, refuse);
  if (reasons.length > 0) return reasons;
  const unread = kusto.syntaxDiagnostics(code).length > 0 ? guardTokens(code.Text, policy) : [];
  return unread.length > 0 ? unread : guardHidden(code.Text, policy);
}

function judgeOption(...[node, kusto, , refuse]: Parameters<Judge>): void {
  const name = kusto.part(node, "Name")?.SimpleName ?? "";
  if (!allowedOptions.has(name.toLowerCase())) refuse("option", node, guardMessages.option(name));
}

function judgePlugin(...[node, kusto, , refuse]: Parameters<Judge>): void {
  const call = kusto.part(node, "FunctionCall");
  const name = call === undefined ? undefined : kusto.part(call, "Name")?.SimpleName;
  if (name === undefined || !allowedPlugins.has(name)) refuse("plugin", node, guardMessages.plugin(name ?? ""));
}

// Case is ignored although KQL heeds it: a spelling that runs nothing today costs nothing to refuse.
function judgeCall(...[node, kusto, policy, refuse]: Parameters<Judge>): void {
  const name = kusto.part(node, "Name")?.SimpleName ?? "";
  const known = name.toLowerCase();
  // `cluster("a").database("b")` is one reach: its first call tells.
  const isContinued = node.NameInParent === "Selector";
  if (crossResourceFunctions.has(known) && !policy.allowCrossResource && !isContinued) {
    refuse("cross_resource", node, guardMessages.crossResource(`${name}()`));
  }
  if (known === "externaldata" || known === "external_data") {
    refuse("external_data", node, guardMessages.externalData(undefined, policy));
  }
}

function judgeExternalData(...[node, kusto, policy, refuse]: Parameters<Judge>): void {
  const addresses = kusto.parts(node, "URIs");
  if (addresses.length === 0) refuse("external_data", node, guardMessages.externalData(undefined, policy));
  for (const address of addresses) {
    const host = httpsHost(kusto.literal(address)?.text);
    if (host === undefined || !policy.externalDataHosts.includes(host)) {
      refuse("external_data", address, guardMessages.externalData(host, policy));
    }
  }
}

/** The host of a plain https address; undefined for everything else: other schemes, credentials, also behind a `;`, ports, backslashes. */
function httpsHost(address: string | null | undefined): string | undefined {
  return /^https:\/\/([a-z\d.-]+)(?:\/[!-:<-[\]-~]*)?$/i.exec(address ?? "")?.[1]?.toLowerCase();
}

function firstWords(node: SyntaxNode, kusto: Kusto): string {
  return kusto.textOf(node).match(/^[#\w-]+/)?.[0] ?? "";
}
