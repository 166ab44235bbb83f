import type { HuntingLanguage } from "../hunting-language.ts";
import type { Kusto } from "../kusto.ts";
import type { KustoCode, SyntaxNode } from "../kusto-types.ts";
import type { TimeBounds } from "./time-bounds.ts";

/** Days of data that the hunting service keeps. */
export const RETENTION_DAYS = 30;

/** What a query may cost, and what it may miss without saying so, in sentences for the answer. */
export function costWarnings(
  code: KustoCode,
  language: HuntingLanguage,
  tables: readonly string[],
  time: TimeBounds,
): readonly string[] {
  const { kusto, catalogue } = language;
  const warnings = new Set<string>();
  for (const node of kusto.descendants(code.Syntax)) {
    const warning = operatorWarnings[kusto.kindOf(node)]?.(node, kusto);
    if (warning !== undefined) warnings.add(warning);
  }
  const statements = kusto.parts(code.Syntax, "Statements").filter((s) => kusto.kindOf(s) === "ExpressionStatement");
  if (statements.length > 1) warnings.add("The query has several results; only the first comes back.");
  const timed = tables.map((name) => catalogue.table(name)).find((table) => table?.timeColumn !== undefined);
  if (timed !== undefined && !time.bounded) {
    warnings.add(
      `No time bound: all ${RETENTION_DAYS} days are read. Add \`| where ${timed.timeColumn} > ago(1d)\` after the table.`,
    );
  }
  if (time.lookBackDays > RETENTION_DAYS + 1) {
    warnings.add(
      `The query looks back ${Math.round(time.lookBackDays)} days, but the service keeps ${RETENTION_DAYS} and leaves out older rows without an error.`,
    );
  }
  return [...warnings];
}

const operatorWarnings: Readonly<Record<string, (node: SyntaxNode, kusto: Kusto) => string | undefined>> = {
  SearchOperator: (node, kusto) =>
    isPiped(node, kusto) || kusto.part(node, "InClause") !== undefined
      ? undefined
      : '`search` without tables reads every table. Name them: `search in (DeviceEvents, …) "text"`.',
  FindOperator: (node, kusto) =>
    kusto.part(node, "InClause") === undefined
      ? "`find` without tables reads every table. Name them: `find in (DeviceEvents, …) where …`."
      : undefined,
  UnionOperator: (node, kusto) =>
    kusto.parts(node, "Expressions").some((table) => table.SimpleName === "*")
      ? "`union *` reads every table. Name the tables."
      : undefined,
  ForkOperator: () => "`fork` has several results; only the first comes back.",
};

const isPiped = (node: SyntaxNode, kusto: Kusto) =>
  node.Parent !== null && kusto.kindOf(node.Parent) === "PipeExpression";
