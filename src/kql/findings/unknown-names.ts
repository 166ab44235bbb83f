import { nearestNames } from "../../schema/nearest-names.ts";
import type { Finding } from "../diagnostic.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import { allowedPlugins } from "../guard/policy.ts";
import type { KustoCode, KustoSymbol, SyntaxNode } from "../kusto-types.ts";
import { columnsAt, operatorThatDropped } from "./scope.ts";

/** A name in a query that the language service could not resolve. */
export interface UnknownName {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly code: KustoCode;
}

const quoted = (names: readonly string[], most = 5) =>
  names
    .slice(0, most)
    .map((n) => `\`${n}\``)
    .join(", ");
const didYouMean = (names: readonly string[]) => (names[0] === undefined ? "" : ` Did you mean \`${names[0]}\`?`);

const placeOf = ({ node }: UnknownName) => ({ start: node.TextStart, length: node.Width });

/** Nothing in scope has this name: a column, as a rule. An error, because the tables behind it are known. */
export function unknownColumn(unknown: UnknownName, language: HuntingLanguage): Finding {
  const { name, node, code } = unknown;
  const columns = columnsAt(node, code, language).map((c) => c.Name);
  const dropped = operatorThatDropped(node, name, language.kusto);
  const suggestions = language.catalogue.suggestColumns(name, [...columns, ...localNames(code, node, language)]);
  const reason =
    foreignWords[name.toLowerCase()] ??
    (dropped === undefined
      ? `There is no column or variable \`${name}\` here.${didYouMean(suggestions)}${elsewhere(unknown, language, suggestions)}`
      : `\`${name}\` is gone here: \`${dropped}\` above does not pass it on. Keep it there, or use what is left: ${quoted(columns, 12)}.`);
  return {
    severity: "error",
    code: "unknown_column",
    message: reason,
    ...placeOf(unknown),
    suggestions: dropped === undefined ? suggestions : [],
    columnsInScope: columns,
  };
}

const foreignWords: Readonly<Record<string, string>> = {
  null: "KQL has no word `null`. Test with isnull(…), or isempty(…) for text.",
  none: "KQL has no word `None`. Test with isnull(…), or isempty(…) for text.",
};

function elsewhere(
  { name, node }: UnknownName,
  { catalogue, kusto }: HuntingLanguage,
  suggestions: readonly string[],
): string {
  const owners = catalogue.tables.filter((table) => table.columns.some((column) => column.name === name));
  if (owners.length > 0)
    return ` ${quoted(
      owners.map((table) => table.name),
      3,
    )} ${owners.length > 1 ? "have" : "has"} it.`;
  const comparison = node.Parent !== null && node.NameInParent === "Right" ? kusto.kindOf(node.Parent) : "";
  const isValue = comparison.endsWith("Expression") && suggestions.length === 0;
  return isValue ? ` If it is a value, put it in quotes: "${name}".` : "";
}

/** Variables and parameters that the query itself declares. */
function localNames(code: KustoCode, node: SyntaxNode, { kusto }: HuntingLanguage): readonly string[] {
  const isLocal = (symbol: KustoSymbol) => ["Variable", "Parameter"].includes(kusto.symbolKindOf(symbol));
  return kusto
    .list(code.GetSymbolsInScope(node.TextStart))
    .filter(isLocal)
    .map((symbol) => symbol.Name);
}

/** No known table has this name. A warning: custom and workspace tables exist. */
export function unknownTable(unknown: UnknownName, language: HuntingLanguage): Finding {
  const { name, code, node } = unknown;
  const locals = nearestNames(name, localNames(code, node, language));
  const suggestions = [...new Set([...locals, ...language.catalogue.suggestTables(name)])].slice(0, 5);
  const near = suggestions.length > 0 ? `${didYouMean(suggestions)} Otherwise it` : " It";
  return {
    severity: "warning",
    code: "unknown_table",
    message: `\`${name}\` is none of the known hunting tables.${near} must be a custom or workspace table of the tenant; its columns are not checked.`,
    ...placeOf(unknown),
    suggestions,
  };
}

/** No known function has this name. A warning: tenants save functions of their own. */
export function unknownFunction(unknown: UnknownName, { kusto, globals, catalogue }: HuntingLanguage): Finding {
  const known = [globals.Functions, globals.Aggregates, globals.Database.Functions].flatMap((list) =>
    kusto.list(list).map((f) => f.Name),
  );
  const visible = known.filter((name) => !name.startsWith("__"));
  const suggestions = nearestNames(unknown.name, [...visible, ...catalogue.functions.map((f) => f.name)]);
  return {
    severity: "warning",
    code: "unknown_function",
    message: `\`${unknown.name}\` is no function of KQL or Defender.${didYouMean(suggestions)} Only a function saved in the tenant could have this name.`,
    ...placeOf(unknown),
    suggestions,
  };
}

export function unknownPlugin(unknown: UnknownName): Finding {
  const suggestions = nearestNames(unknown.name, allowedPlugins);
  return {
    severity: "error",
    code: "unknown_plugin",
    message: `\`evaluate ${unknown.name}\`: there is no such plug-in.${didYouMean(suggestions)}`,
    ...placeOf(unknown),
    suggestions,
  };
}
