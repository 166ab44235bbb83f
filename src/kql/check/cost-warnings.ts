import type { HuntingLanguage } from "../hunting-language.ts";
import type { Kusto } from "../kusto.ts";
import type { SyntaxNode } from "../kusto-types.ts";
import type { BoundQuery } from "../findings/reading.ts";
import type { CostWarning } from "./check-result.ts";
import type { TimeBounds } from "./time-bounds.ts";

/** Days of data that the hunting service keeps. */
const RETENTION_DAYS = 30;

/** What a query may cost, and what it may miss without saying so. */
export function costWarnings(
  { code, nodes }: BoundQuery,
  language: HuntingLanguage,
  tables: readonly string[],
  time: TimeBounds,
): readonly CostWarning[] {
  const { kusto } = language;
  const messages = new Set<string>();
  for (const node of nodes) {
    const message = operatorWarnings[kusto.kindOf(node)]?.(node, kusto);
    if (message !== undefined) messages.add(message);
  }
  const statements = kusto.parts(code.Syntax, "Statements").filter((s) => kusto.kindOf(s) === "ExpressionStatement");
  if (statements.length > 1) messages.add("The query has several results; only the first comes back.");
  return [
    ...[...messages].map((message) => ({ code: "breadth", message }) as const),
    ...timeWarnings(language, tables, time),
  ];
}

function* timeWarnings(
  { catalogue }: HuntingLanguage,
  tables: readonly string[],
  time: TimeBounds,
): Generator<CostWarning> {
  const timed = tables.map((name) => catalogue.table(name)).find((table) => table?.timeColumn !== undefined);
  if (timed !== undefined && !time.bounded) {
    const message = `No time bound: all ${RETENTION_DAYS} days are read. Add \`| where ${timed.timeColumn} > ago(1d)\` after the table.`;
    yield { code: "no_time_bound", message };
  }
  if (time.lookBackDays > RETENTION_DAYS + 1) {
    const message = `The query looks back ${Math.round(time.lookBackDays)} days, but the service keeps ${RETENTION_DAYS} and leaves out older rows without an error.`;
    yield { code: "look_back", message };
  }
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
