import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Column } from "../../table/table.ts";
import type { Scope, TablePlan } from "../scope.ts";

/** A call of `evaluate plugin(…)`. */
export interface PluginCall {
  readonly name: string;
  /** Arguments by position. */
  readonly args: readonly SyntaxNode[];
  /** Arguments by name (`columnsConflict = 'keep_source'`), in lower case. */
  readonly named: ReadonlyMap<string, SyntaxNode>;
  readonly input: TablePlan;
  readonly scope: Scope;
  /** The columns that the query declares behind a colon; undefined when it declares none. */
  readonly declared: readonly Column[] | undefined;
  /** The operator. */
  readonly node: SyntaxNode;
}

/**
 * A plugin. The columns of a fixed one are known before it runs. Those of an open one depend on the rows: its plan leaves them empty, runs
 * first, and the query is bound again over what it gave.
 */
export interface Plugin {
  readonly kind: "fixed" | "open";
  readonly compile: (call: PluginCall) => TablePlan;
}
