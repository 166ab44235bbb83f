import type { Finding } from "../diagnostic.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import type { SyntaxNode } from "../kusto-types.ts";

/** Warns once of each table that Microsoft has replaced or is about to remove. */
export function deprecatedTables(
  nodes: readonly SyntaxNode[],
  { kusto, catalogue }: HuntingLanguage,
): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const node of nodes) {
    const symbol = kusto.kindOf(node) === "NameReference" ? node.ReferencedSymbol : null;
    const table = kusto.isTable(symbol) ? catalogue.table(symbol.Name) : undefined;
    if (table?.status !== "deprecated" || findings.has(table.name)) continue;
    const instead = table.replacedBy === undefined ? "" : ` Use \`${table.replacedBy}\`.`;
    findings.set(table.name, {
      severity: "warning",
      code: "deprecated_table",
      message: `\`${table.name}\` is deprecated and may be gone.${instead}`,
      start: node.TextStart,
      length: node.Width,
      suggestions: table.replacedBy === undefined ? [] : [table.replacedBy],
    });
  }
  return [...findings.values()];
}
