import type { HuntingLanguage, TableColumn } from "../hunting-language.ts";
import type { KustoSymbol, SyntaxNode } from "../kusto-types.ts";

/** The names a bound query uses. */
export interface QueryNames {
  /** Known tables first, then unknown ones; wildcards count as what they match. */
  readonly tables: readonly string[];
  readonly columns: readonly string[];
  readonly functions: readonly string[];
}

/** Collects tables, columns of tables (also under new names) and functions, each once and sorted. */
export function namesIn(nodes: readonly SyntaxNode[], language: HuntingLanguage): QueryNames {
  const { kusto } = language;
  const tables = new Set<string>();
  const columns = new Set<string>();
  const functions = new Set<string>();
  for (const node of nodes) {
    if (kusto.kindOf(node) !== "NameReference") continue;
    const symbol = node.ReferencedSymbol;
    for (const table of tablesOf(symbol, language)) tables.add(table);
    if (kusto.isColumn(symbol)) for (const { column } of language.origins(symbol)) columns.add(column.name);
    if (isFunctionName(node, symbol, language)) functions.add(node.SimpleName ?? "");
  }
  return { tables: [...tables].toSorted(), columns: [...columns].toSorted(), functions: [...functions].toSorted() };
}

function tablesOf(symbol: KustoSymbol | null, { kusto, catalogue }: HuntingLanguage): readonly string[] {
  if (symbol === null) return [];
  const candidates = kusto.isGroup(symbol) ? kusto.list(symbol.Members) : [symbol];
  return candidates.filter((s) => kusto.isTable(s) && catalogue.table(s.Name) !== undefined).map((s) => s.Name);
}

function isFunctionName(node: SyntaxNode, symbol: KustoSymbol | null, { kusto }: HuntingLanguage): boolean {
  const isCalled = node.Parent !== null && kusto.kindOf(node.Parent) === "FunctionCallExpression";
  return isCalled && (symbol === null || kusto.symbolKindOf(symbol) === "Function");
}

/** The catalogue's columns that a node names; none for other expressions. */
export function tableColumnsOf(node: SyntaxNode | undefined, language: HuntingLanguage): readonly TableColumn[] {
  const symbol = node?.ReferencedSymbol;
  return language.kusto.isColumn(symbol) ? language.origins(symbol) : [];
}
