import type { Comparison } from "./check-result.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import type { SyntaxNode } from "../kusto-types.ts";
import { tableColumnsOf } from "./query-names.ts";

const MOST = 50;
const MOST_VALUES = 20;

/** Comparisons of tables' columns with literal texts: `DeviceName == "pc1"`, `FileName in~ ("a.exe", "b.exe")`. At most fifty. */
export function comparisonsIn(nodes: readonly SyntaxNode[], language: HuntingLanguage): readonly Comparison[] {
  const found: Comparison[] = [];
  for (const node of nodes) {
    if (found.length >= MOST) break;
    found.push(...comparisonOf(node, language));
  }
  return found;
}

function comparisonOf(node: SyntaxNode, language: HuntingLanguage): readonly Comparison[] {
  const { kusto } = language;
  const [owner] = tableColumnsOf(kusto.part(node, "Left"), language);
  const operator = kusto.token(node, "Operator")?.Text;
  if (owner === undefined || operator === undefined) return [];
  const values = kusto
    .parts(node, "Right")
    .slice(0, MOST_VALUES)
    .filter((value) => kusto.typeOf(value.ResultType) === "string")
    .flatMap((value) => value.ConstantValueInfo ?? [])
    .map(({ ValueText }) => ValueText);
  return values.length === 0 ? [] : [{ table: owner.table.name, column: owner.column.name, operator, values }];
}
