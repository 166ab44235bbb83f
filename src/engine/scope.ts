import type { Kusto } from "../kql/kusto.ts";
import type { SyntaxNode } from "../kql/kusto-types.ts";
import type { Column } from "../table/table.ts";
import type { Budget } from "./budget.ts";
import type { Expression } from "./expression.ts";
import type { Relation } from "./relation.ts";
import type { Regex } from "./values/regex.ts";
import type { Long } from "./values/long.ts";
import type { Value } from "./values/value.ts";

/** A compiled tabular expression. */
export interface TablePlan {
  readonly columns: readonly Column[];
  /** The name that `as` gives it. */
  readonly name?: string;
  run(): Relation;
}

/** What `render` asks of whoever shows the answer. */
export interface RenderHint {
  /** `timechart`, `piechart`, `table` … */
  readonly kind: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** One query being compiled and run: what is the same everywhere in it. */
export interface Query {
  readonly kusto: Kusto;
  readonly budget: Budget;
  /** The one instant that `now()` and `ago()` know. */
  readonly now: Long;
  /** A number from 0 to 1, 1 excluded. */
  readonly random: () => number;
  readonly newGuid: () => string;
  /** The tables a query can name. */
  readonly tables: ReadonlyMap<string, TablePlan>;
  /** Values of `set name = value;` statements. */
  readonly settings: Map<string, Value>;
  /** True for nodes of the query's own text; false inside the body of a called function, which is a copy. */
  isOwnText(node: SyntaxNode): boolean;
  /** Adds a sentence to the answer's warnings, once. */
  warn(sentence: string): void;
  render(hint: RenderHint): void;
  /** An RE2 expression, compiled once a query. @throws LocalQueryError when it is not valid */
  regex(pattern: string): Regex;
  /** Compiles a scalar expression. */
  scalar(node: SyntaxNode, scope: Scope): Expression;
  /** Compiles a tabular expression. */
  table(node: SyntaxNode, scope: Scope): TablePlan;
}

/** What a name stands for. */
export type Binding =
  | { readonly kind: "scalar"; readonly expression: Expression }
  | { readonly kind: "table"; readonly plan: TablePlan }
  | { readonly kind: "function"; readonly declaration: SyntaxNode; readonly scope: Scope };

/** Where an expression stands: the columns of the row at hand and the names around it. */
export interface Scope {
  readonly query: Query;
  readonly columns: readonly Column[];
  /** `let`, parameters, `as`; the map of a statement list grows while it is compiled. */
  readonly names: Map<string, Binding>;
  /** The rows that a subquery of `mv-apply` or `partition` starts from. */
  readonly pipe?: TablePlan;
  /** Takes an aggregate call, where aggregates may stand, and gives the expression over the groups. */
  readonly aggregate?: (call: SyntaxNode) => Expression;
}

/** The scope for expressions over rows with these columns. */
export function rowScope(scope: Scope, columns: readonly Column[]): Scope {
  const { query, names } = scope;
  return { query, names, columns };
}

/** A scope of its own for names, as function bodies and subqueries have. */
export function innerScope(scope: Scope, pipe?: TablePlan): Scope {
  const { query, names } = scope;
  return { query, columns: [], names: new Map(names), ...(pipe === undefined ? {} : { pipe }) };
}
