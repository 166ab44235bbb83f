import type { HuntingLanguage } from "../hunting-language.ts";
import type { KustoCode, KustoSymbol, SyntaxNode } from "../kusto-types.ts";

/** A name in a query that the language service could not resolve. */
export interface UnknownName {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly code: KustoCode;
}

/** The first names of a list, in backticks. */
export function quoted(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  return shown.join(", ") + (names.length > most ? " …" : "");
}

/** ` Did you mean X?` for the likeliest suggestion; empty without one. */
export function didYouMean([best]: readonly string[]): string {
  return best === undefined ? "" : ` Did you mean \`${best}\`?`;
}

/** Where the name stands. */
export function placeOf({ node }: UnknownName): { start: number; length: number } {
  return { start: node.TextStart, length: node.Width };
}

/** Variables and parameters that the query itself declares. */
export function localNames(code: KustoCode, node: SyntaxNode, { kusto }: HuntingLanguage): readonly string[] {
  const isLocal = (symbol: KustoSymbol) => ["Variable", "Parameter"].includes(kusto.symbolKindOf(symbol));
  return kusto
    .list(code.GetSymbolsInScope(node.TextStart))
    .filter(isLocal)
    .map((symbol) => symbol.Name);
}
