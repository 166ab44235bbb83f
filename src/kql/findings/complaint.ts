import type { Kusto } from "../kusto.ts";
import type { KustoCode, ServiceDiagnostic, SyntaxNode } from "../kusto-types.ts";
import type { BoundQuery } from "./reading.ts";
import { ancestors } from "./scope.ts";
import type { UnknownName } from "./unknown-name.ts";

/** A semantic diagnostic of the service and the node it is about. */
export interface Complaint {
  readonly raw: ServiceDiagnostic;
  readonly node: SyntaxNode;
  readonly code: KustoCode;
}

/** Finds the innermost node that a diagnostic covers exactly; the whole tree where there is none. */
export function complaintOf(raw: ServiceDiagnostic, { code, nodes }: BoundQuery, kusto: Kusto): Complaint {
  const end = raw.Start + raw.Length;
  let found = code.Syntax;
  for (const node of nodes) {
    // The end comes first: TextStart walks down to the first token, which takes long in deep trees.
    if (node.End === end && node.TextStart === raw.Start && kusto.kindOf(node) !== "TokenName") found = node;
  }
  return { raw, node: found, code };
}

/** The name that a complaint about a name is about. */
export function nameIn({ raw, node, code }: Complaint): UnknownName {
  return { name: node.SimpleName ?? /'([^']*)'/.exec(raw.Message)?.[1] ?? "", node, code };
}

/**
 * The statement that a name is the whole of, bracketed or not: `let` for `let X = Name;`, `query` for `Name` alone. There the service cannot
 * tell whether a table or a value is meant.
 */
export function wholeOf({ node }: Complaint, kusto: Kusto): "let" | "query" | undefined {
  for (const outer of ancestors(node)) {
    const kind = kusto.kindOf(outer);
    if (kind === "LetStatement") return "let";
    if (kind === "ExpressionStatement") return "query";
    if (outer !== node && kind !== "ParenthesizedExpression") return undefined;
  }
  return undefined;
}
