import type { Kusto } from "../kql/kusto.ts";
import type { KustoCode } from "../kql/kusto-types.ts";
import type { Column, Table } from "../table/table.ts";
import { type EngineLimits, createBudget, defaultLimits } from "./budget.ts";
import { LocalQueryError } from "./errors.ts";
import { compileScalar } from "./expressions/compile.ts";
import { compileLet, sharedPlan } from "./expressions/user-function.ts";
import { relationFromTable, tableFromRelation } from "./relation.ts";
import type { Query, RenderHint, Scope, TablePlan } from "./scope.ts";
import { compileTable } from "./table-expression.ts";
import { fromUnixMilliseconds } from "./values/ticks.ts";
import { type Regex, createRegex } from "./values/regex.ts";

/** What a query runs against, beside its tables. */
export interface ExecuteOptions {
  readonly kusto: Kusto;
  /** Milliseconds since 1970: the instant of `now()`. */
  readonly now: number;
  readonly random: () => number;
  readonly newGuid: () => string;
  readonly limits?: Partial<EngineLimits>;
}

/** A table that a query can name; its cells are read when the query first needs them. */
export interface SourceTable {
  readonly columns: readonly Column[];
  load(): Table;
}

export interface QueryAnswer {
  readonly table: Table;
  readonly render?: RenderHint;
  /** Trusted sentences: what is computed otherwise than by the service. */
  readonly warnings: readonly string[];
}

/**
 * Runs a query over tables in memory, in this thread.
 * @throws LocalQueryError, UnsupportedError, BudgetError
 */
export function execute(
  text: string,
  tables: Readonly<Record<string, SourceTable>>,
  options: ExecuteOptions,
): QueryAnswer {
  const { kusto } = options;
  const declared = Object.entries(tables).map(([name, { columns }]) => ({ name, columns }));
  const code = kusto.analyse(text, kusto.globals(declared));
  refuseErrors(code, kusto);
  const answer: { render?: RenderHint; warnings: Set<string> } = { warnings: new Set() };
  const query = createQuery(tables, options, answer);
  const plan = compileStatements(code, query);
  const relation = plan.run();
  const table = tableFromRelation(relation);
  return { table, warnings: [...answer.warnings], ...(answer.render === undefined ? {} : { render: answer.render }) };
}

function createQuery(
  tables: Readonly<Record<string, SourceTable>>,
  options: ExecuteOptions,
  answer: { render?: RenderHint; warnings: Set<string> },
): Query {
  const { kusto, random, newGuid } = options;
  const regexes = new Map<string, Regex>();
  return {
    kusto,
    random,
    newGuid,
    budget: createBudget({ ...defaultLimits, ...options.limits }),
    now: fromUnixMilliseconds(options.now),
    tables: new Map(Object.entries(tables).map(([name, table]) => [name, sourcePlan(table)])),
    warn: (sentence) => void answer.warnings.add(sentence),
    render: (hint) => {
      answer.render = hint;
    },
    regex(pattern) {
      const regex = regexes.get(pattern) ?? createRegex(pattern);
      regexes.set(pattern, regex);
      return regex;
    },
    scalar: compileScalar,
    table: compileTable,
  };
}

function sourcePlan(table: SourceTable): TablePlan {
  return sharedPlan({ columns: table.columns, run: () => relationFromTable(table.load()) });
}

function refuseErrors(code: KustoCode, kusto: Kusto): void {
  const error = kusto.diagnostics(code).find(({ Severity }) => Severity === "Error");
  if (error === undefined) return;
  throw new LocalQueryError(
    `The query is not valid: ${error.Message} (${error.Code}, position ${String(error.Start)})`,
    {
      nextStep: "Correct the query; check_query shows all problems.",
    },
  );
}

/** Compiles the statements of a query; the last one gives the answer. */
function compileStatements(code: KustoCode, query: Query): TablePlan {
  const { kusto } = query;
  const scope: Scope = { query, columns: [], names: new Map() };
  let answer: TablePlan | undefined;
  for (const statement of kusto.parts(code.Syntax, "Statements")) {
    switch (kusto.kindOf(statement)) {
      case "ExpressionStatement": {
        const expression = kusto.part(statement, "Expression");
        if (expression !== undefined) answer = compileTable(expression, scope);
        break;
      }
      case "SetOptionStatement":
        break;
      default:
        compileLet(statement, scope);
    }
  }
  if (answer === undefined) {
    throw new LocalQueryError("The query does not end in a table.", { nextStep: "End it with a tabular expression." });
  }
  return answer;
}
