import type { Finding } from "../diagnostic.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import type { SyntaxNode } from "../kusto-types.ts";
import { columnsAt, operatorThatDropped } from "./scope.ts";
import { didYouMean, localNames, placeOf, quoted, type UnknownName } from "./unknown-name.ts";

/** Columns that a message lists when it has nothing better to say. */
const MOST_LISTED = 12;

/** What is known about a name that no column, variable or function in scope has. */
interface Lookup {
  readonly name: string;
  readonly node: SyntaxNode;
  /** Columns that could be named here. */
  readonly columns: readonly string[];
  readonly suggestions: readonly string[];
  /** Tables that have a column of exactly this name. */
  readonly owners: readonly string[];
  /** The operator before this place that dropped the column. */
  readonly dropped: string | undefined;
}

/** Nothing in scope has this name; a column is meant, as a rule. An error, because the tables behind it are known. */
export function unknownColumn(unknown: UnknownName, language: HuntingLanguage): Finding {
  const lookup = lookUp(unknown, language);
  return {
    severity: "error",
    code: "unknown_column",
    message: foreignWords[unknown.name.toLowerCase()] ?? qualified(lookup, language) ?? explain(lookup, language),
    ...placeOf(unknown),
    suggestions: lookup.dropped === undefined ? lookup.suggestions : [],
    columnsInScope: lookup.columns,
  };
}

function lookUp({ name, node, code }: UnknownName, language: HuntingLanguage): Lookup {
  const { catalogue, kusto } = language;
  const columns = columnsAt(node, code, language).map((column) => column.Name);
  const scope = [...columns, ...localNames(code, node, language)];
  const owners = catalogue.tables.filter((table) => table.columns.some((column) => column.name === name));
  const near = catalogue.suggestColumns(name, scope);
  // A true name of another table is no slip of the pen: its longer forms here are likelier than its near misses.
  const longer = owners.length > 0 ? columns.filter((column) => column.endsWith(name)) : [];
  const isSynonym = near[0] !== undefined && catalogue.synonyms.columns[name]?.includes(near[0]) === true;
  return {
    name,
    node,
    columns,
    owners: owners.map((table) => table.name),
    suggestions: [...new Set(isSynonym ? [...near, ...longer] : [...longer, ...near])].slice(0, 5),
    dropped: operatorThatDropped(node, name, kusto),
  };
}

const foreignWords: Readonly<Record<string, string>> = {
  null: "KQL has no word `null`. Test with isnull(…), or isempty(…) for text.",
  none: "KQL has no word `None`. Test with isnull(…), or isempty(…) for text.",
};

/** `DeviceEvents.FileName` is SQL. */
function qualified({ name, node, columns }: Lookup, { kusto }: HuntingLanguage): string | undefined {
  const path = node.Parent;
  if (path === null || kusto.kindOf(path) !== "PathExpression" || node.NameInParent !== "Selector") return undefined;
  const symbol = kusto.part(path, "Expression")?.ReferencedSymbol;
  if (!kusto.isTable(symbol)) return undefined;
  return `Columns are named without their table.${columns.includes(name) ? ` Write \`${name}\`.` : ""}`;
}

function explain(lookup: Lookup, language: HuntingLanguage): string {
  const { name, columns, suggestions, owners, dropped } = lookup;
  if (dropped !== undefined) {
    return `\`${name}\` is gone here: \`${dropped}\` above does not pass it on. Keep it there, or use what is left: ${quoted(columns, MOST_LISTED)}.`;
  }
  const isLikely = suggestions[0] !== undefined && !suggestions[0].endsWith(name);
  const where = owners.length === 0 || isLikely ? "" : ` It is a column of ${quoted(owners, 3)}.`;
  const listed =
    columns.length > 0 && columns.length <= MOST_LISTED ? ` Columns here: ${quoted(columns, MOST_LISTED)}.` : "";
  const help = suggestions.length > 0 ? didYouMean(suggestions) : (ifValue(lookup, language) ?? listed);
  return `There is no column or variable \`${name}\` here.${help}${where}`;
}

function ifValue({ name, node }: Lookup, { kusto }: HuntingLanguage): string | undefined {
  const isOperand = node.NameInParent === "Right" && node.Parent !== null;
  return isOperand && kusto.kindOf(node.Parent).endsWith("Expression")
    ? ` If it is a value, put it in quotes: "${name}".`
    : undefined;
}
