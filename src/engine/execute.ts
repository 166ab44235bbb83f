import type { Kusto } from "../kql/kusto.ts";
import type { KustoCode, ServiceDiagnostic, SyntaxNode } from "../kql/kusto-types.ts";
import type { Column, Table } from "../table/table.ts";
import { type EngineLimits, createBudget, defaultLimits } from "./budget.ts";
import { LocalQueryError } from "./errors.ts";
import { constantValue } from "./expression.ts";
import { compileScalar } from "./expressions/compile.ts";
import { compileLet, sharedPlan } from "./expressions/user-function.ts";
import { LateSchema } from "./late-schema.ts";
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
  refuseSyntaxErrors(code, kusto);
  const answer: { render?: RenderHint; warnings: Set<string> } = { warnings: new Set() };
  const query = createQuery(code, tables, options, answer);
  try {
    const relation = compileStatements(code, query).run();
    const table = tableFromRelation(relation);
    return { table, warnings: [...answer.warnings], ...(answer.render === undefined ? {} : { render: answer.render }) };
  } catch (error) {
    if (error instanceof LateSchema) return executeRest(text, error, tables, options);
    throw explained(error, code, kusto);
  }
}

/** Runs the query with the step whose columns are known now replaced by a table of its answer. */
function executeRest(
  text: string,
  late: LateSchema,
  tables: Readonly<Record<string, SourceTable>>,
  options: ExecuteOptions,
): QueryAnswer {
  const name = `local_${String(Object.keys(tables).length)}`;
  const table = tableFromRelation(late.relation);
  const rest = `${text.slice(0, late.start)}${name}${text.slice(late.end)}`;
  return execute(rest, { ...tables, [name]: { columns: table.columns, load: () => table } }, options);
}

function createQuery(
  code: KustoCode,
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
    settings: new Map(),
    isOwnText: (node) => rootOf(node) === code.Syntax,
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

function rootOf(node: SyntaxNode): SyntaxNode {
  let root = node;
  while (root.Parent !== null) root = root.Parent;
  return root;
}

function sourcePlan(table: SourceTable): TablePlan {
  return sharedPlan({ columns: table.columns, run: () => relationFromTable(table.load()) });
}

function refuseSyntaxErrors(code: KustoCode, kusto: Kusto): void {
  const [error] = kusto.syntaxDiagnostics(code).filter(({ Severity }) => Severity === "Error");
  if (error !== undefined) throw invalid(error);
}

/**
 * The binder's explanation of a failure, which is more precise than ours. Its errors alone refuse nothing: it is stricter than the service,
 * and complains about bodies of functions that are never called.
 */
function explained(failure: unknown, code: KustoCode, kusto: Kusto): unknown {
  const [error] = kusto.diagnostics(code).filter(({ Severity }) => Severity === "Error");
  return failure instanceof LocalQueryError && error !== undefined ? invalid(error, failure) : failure;
}

function invalid({ Message, Code, Start }: ServiceDiagnostic, cause?: unknown): LocalQueryError {
  return new LocalQueryError(`The query is not valid: ${Message} (${Code}, at character ${String(Start)})`, {
    nextStep: "Correct the query; check_query shows all problems.",
    cause,
  });
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
        readSetting(statement, scope);
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

/** `set name = value;`. Settings that the engine does not know change nothing here. */
function readSetting(statement: SyntaxNode, scope: Scope): void {
  const { kusto } = scope.query;
  const name = kusto.part(statement, "Name")?.SimpleName;
  const clause = kusto.part(statement, "ValueClause");
  const value = clause === undefined ? undefined : kusto.part(clause, "Expression");
  if (name !== undefined && value !== undefined) {
    scope.query.settings.set(name.toLowerCase(), constantValue(compileScalar(value, scope)));
  }
}
