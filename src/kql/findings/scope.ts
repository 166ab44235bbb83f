import type { HuntingLanguage } from "../hunting-language.ts";
import type { ColumnSymbol, KustoCode, KustoSymbol, SyntaxNode } from "../kusto-types.ts";
import type { Kusto } from "../kusto.ts";

/** The node and what it stands in, innermost first. */
export function* ancestors(node: SyntaxNode): Generator<SyntaxNode, void> {
  for (let current: SyntaxNode | null = node; current !== null; current = current.Parent) yield current;
}

/** The nearest operator around the node that has an input, and that input: what stands left of its pipe. */
export function inputAt(node: SyntaxNode, kusto: Kusto): SyntaxNode | undefined {
  let inner = node;
  for (const outer of ancestors(node)) {
    if (kusto.kindOf(outer) === "PipeExpression" && kusto.part(outer, "Operator") === inner) {
      return kusto.part(outer, "Expression");
    }
    inner = outer;
  }
  return undefined;
}

/** The columns that can be named at the node. */
export function columnsAt(node: SyntaxNode, code: KustoCode, { kusto }: HuntingLanguage): readonly ColumnSymbol[] {
  const side = joinSideAt(node, kusto);
  if (side !== undefined) return side;
  const isInvoked = [...ancestors(node)].some((outer) => kusto.kindOf(outer) === "InvokeOperator");
  if (isInvoked) return columnsOf(inputAt(node, kusto), kusto);
  const table = code.GetColumnsInScope(node.TextStart);
  return table === null ? [] : kusto.columnsOf(table);
}

function columnsOf(node: SyntaxNode | undefined, kusto: Kusto): readonly ColumnSymbol[] {
  const type: KustoSymbol | null | undefined = node?.ResultType;
  return kusto.isTable(type) ? kusto.columnsOf(type) : [];
}

/** The inputs of the join around the node; undefined when it is in none. */
export function joinAt(node: SyntaxNode, kusto: Kusto): { left: JoinSide; right: JoinSide } | undefined {
  const join = [...ancestors(node)].find((outer) => ["JoinOperator", "LookupOperator"].includes(kusto.kindOf(outer)));
  if (join === undefined) return undefined;
  return { left: columnsOf(inputAt(join, kusto), kusto), right: columnsOf(kusto.part(join, "Expression"), kusto) };
}

type JoinSide = readonly ColumnSymbol[];

/** The columns behind a `$left` or `$right` before the node. */
function joinSideAt(node: SyntaxNode, kusto: Kusto): JoinSide | undefined {
  const path = node.Parent;
  if (path === null || kusto.kindOf(path) !== "PathExpression") return undefined;
  const side = kusto.part(path, "Expression")?.SimpleName;
  if (side === "$left") return joinAt(node, kusto)?.left;
  return side === "$right" ? joinAt(node, kusto)?.right : undefined;
}

/** The operator before the node (`summarize`, `project` …) whose input still has the column, while its output has not. */
export function operatorThatDropped(node: SyntaxNode, column: string, kusto: Kusto): string | undefined {
  const has = (table: SyntaxNode) => columnsOf(table, kusto).some((c) => c.Name === column);
  let current = inputAt(node, kusto);
  while (current !== undefined && kusto.kindOf(current) === "PipeExpression") {
    const input = kusto.part(current, "Expression");
    const operator = kusto.part(current, "Operator");
    if (input !== undefined && operator !== undefined && has(input) && !has(current)) {
      return /^[\w-]+/.exec(kusto.textOf(operator))?.[0];
    }
    current = input;
  }
  return undefined;
}
