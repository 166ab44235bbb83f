import type { Kusto } from "../kql/kusto.ts";
import type { GlobalState, KustoCode, ServiceDiagnostic, SyntaxNode } from "../kql/kusto-types.ts";
import type { Column, Table } from "../table/table.ts";
import { type EngineLimits, createBudget, defaultLimits } from "./budget.ts";
import { LocalQueryError, UnknownTableError } from "./errors.ts";
import { compileScalar } from "./expressions/compile.ts";
import { LateSchema } from "./late-schema.ts";
import { type Relation, relationFromTable, tableFromRelation } from "./relation.ts";
import type { Query, RenderHint, TablePlan } from "./scope.ts";
import { compileStatements } from "./statements.ts";
import { compileTable } from "./table-expression.ts";
import { type Regex, createRegex } from "./values/regex.ts";
import { fromUnixMilliseconds } from "./values/ticks.ts";

/** What a query runs with, beside its tables. */
export interface ExecuteOptions {
  /** Milliseconds since 1970: the instant of `now()`. */
  readonly now: number;
  /** A number from 0 to 1, 1 excluded. */
  readonly random: () => number;
  readonly newGuid: () => string;
  readonly limits?: Partial<EngineLimits>;
}

/** A table that a query can name; `load` is called when the query first needs the rows. */
export interface SourceTable {
  readonly columns: readonly Column[];
  readonly load: () => Relation;
}

export type SourceTables = Readonly<Record<string, SourceTable>>;

export interface QueryAnswer {
  readonly table: Table;
  readonly render?: RenderHint;
  /** Trusted sentences: what is computed otherwise than by the service. */
  readonly warnings: readonly string[];
}

/** Runs queries in this thread. */
export interface Executor {
  /** @throws LocalQueryError, UnsupportedError, BudgetError */
  readonly execute: (text: string, tables: SourceTables, options: ExecuteOptions) => QueryAnswer;
}

/** A table of cells as one that queries can name. */
export function sourceTable(table: Table): SourceTable {
  const relation = relationFromTable(table);
  return { columns: table.columns, load: () => relation };
}

/** See {@link Executor}. */
export function createExecutor(kusto: Kusto): Executor {
  const globalsFor = createGlobalsCache(kusto);
  const execute = (text: string, tables: SourceTables, options: ExecuteOptions): QueryAnswer => {
    const code = kusto.analyse(text, globalsFor(tables));
    refuseSyntaxErrors(code, kusto);
    const answer: Notes = { warnings: new Set() };
    const query = createQuery(code, kusto, tables, options, answer);
    try {
      const table = query.budget.answer(tableFromRelation(compileStatements(code, query).run()));
      return {
        table,
        warnings: [...answer.warnings],
        ...(answer.render === undefined ? {} : { render: answer.render }),
      };
    } catch (error) {
      if (!(error instanceof LateSchema)) throw explained(error, code, kusto);
      return execute(...restOf(text, error, tables), options);
    }
  };
  return { execute };
}

/** Sets of tables whose declaration is kept: one that is asked about again costs nothing. */
const mostGlobals = 4;

function createGlobalsCache(kusto: Kusto): (tables: SourceTables) => GlobalState {
  const known = new Map<string, GlobalState>();
  return (tables) => {
    const declarations = Object.entries(tables).map(([name, { columns }]) => ({ name, columns }));
    const key = JSON.stringify(declarations);
    const globals = known.get(key) ?? kusto.globals(declarations);
    known.delete(key);
    known.set(key, globals);
    const [oldest] = known.keys();
    if (known.size > mostGlobals && oldest !== undefined) known.delete(oldest);
    return globals;
  };
}

/** The query with the step whose columns are known now replaced by a table of its answer. */
function restOf(text: string, late: LateSchema, tables: SourceTables): readonly [string, SourceTables] {
  const name = `local_${String(Object.keys(tables).length)}`;
  const rest = `${text.slice(0, late.start)}${name}${text.slice(late.end)}`;
  return [rest, { ...tables, [name]: { columns: late.relation.columns, load: () => late.relation } }];
}

/** What a query says beside its rows. */
interface Notes {
  render?: RenderHint;
  readonly warnings: Set<string>;
}

function createQuery(
  code: KustoCode,
  kusto: Kusto,
  tables: SourceTables,
  options: ExecuteOptions,
  notes: Notes,
): Query {
  const regexes = new Map<string, Regex>();
  return {
    kusto,
    random: options.random,
    newGuid: options.newGuid,
    budget: createBudget({ ...defaultLimits, ...options.limits }),
    now: fromUnixMilliseconds(options.now),
    tables: new Map(
      Object.entries(tables).map(([name, { columns, load }]): [string, TablePlan] => [name, { columns, run: load }]),
    ),
    settings: new Map(),
    isOwnText: (node) => rootOf(node) === code.Syntax,
    warn: (sentence) => void notes.warnings.add(sentence),
    render: (hint) => {
      notes.render = hint;
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

function refuseSyntaxErrors(code: KustoCode, kusto: Kusto): void {
  const error = kusto.syntaxDiagnostics(code).find(({ Severity }) => Severity === "Error");
  if (error !== undefined) throw invalid(error);
}

/**
 * The binder's explanation of a failure, which is more precise than ours. Its errors alone refuse nothing: it is stricter than the service,
 * and complains about bodies of functions that are never called.
 */
function explained(failure: unknown, code: KustoCode, kusto: Kusto): unknown {
  const error = kusto.diagnostics(code).find(({ Severity }) => Severity === "Error");
  const ours = failure instanceof UnknownTableError || !(failure instanceof LocalQueryError);
  return ours || error === undefined ? failure : invalid(error, failure);
}

function invalid({ Message, Code, Start }: ServiceDiagnostic, cause?: unknown): LocalQueryError {
  return new LocalQueryError(`The query is not valid: ${Message} (${Code}, at character ${String(Start)})`, {
    nextStep: "Correct the query; check_query shows all problems.",
    cause,
  });
}
