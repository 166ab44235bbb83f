import type { Column, KqlType } from "../table/table.ts";
import { kqlTypes } from "../table/table.ts";
import { createGlobals, type FunctionDeclaration, type TableDeclaration } from "./kusto-globals.ts";
import { loadKustoLibrary } from "./kusto-library.ts";
import type {
  ColumnSymbol,
  GlobalState,
  GroupSymbol,
  KustoCode,
  KustoSymbol,
  NetList,
  ServiceDiagnostic,
  SyntaxElement,
  SyntaxNode,
  SyntaxToken,
  TableSymbol,
  TupleSymbol,
} from "./kusto-types.ts";

/** A literal as its text between the type's own punctuation: `1.5h`, `null`, `0x1F`; strings and dynamics are decoded. */
export interface Literal {
  readonly type: KqlType;
  /** Null for `long(null)` and its kin; a `dynamic(null)` is the text `null`. */
  readonly text: string | null;
}

/** Microsoft's Kusto language service, typed: the only door to it. Everything here is synchronous; hostile texts must be refused before. */
export interface Kusto {
  /** Parses and binds. */
  analyse(text: string, globals: GlobalState): KustoCode;
  /** Parses only: a tree and its syntax errors, in a fifth of the time. */
  parse(text: string): KustoCode;
  /** The names a query may use. Declaring 65 tables takes about 10 ms: keep the result. */
  globals(tables: readonly TableDeclaration[], functions?: readonly FunctionDeclaration[]): GlobalState;
  /** The language alone, without tables. */
  readonly bareGlobals: GlobalState;
  diagnostics(code: KustoCode): readonly ServiceDiagnostic[];
  /** The part of the diagnostics that needs no schema: the text breaks the grammar. */
  syntaxDiagnostics(code: KustoCode): readonly ServiceDiagnostic[];
  /** The columns of the query's answer; undefined when the query does not end in a table. */
  resultColumns(code: KustoCode): readonly Column[] | undefined;
  /** A .NET list as an array. */
  list<T>(list: NetList<T> | null): readonly T[];
  /** `PipeExpression`, `FilterOperator`, `NameReference`, `AddExpression` … */
  kindOf(element: SyntaxElement): string;
  /** `Column`, `Table`, `Function`, `Variable`, `Parameter` … */
  symbolKindOf(symbol: KustoSymbol): string;
  /** The text without leading white space and comments. */
  textOf(element: SyntaxElement): string;
  /** The direct children that are there, tokens included. */
  childrenOf(element: SyntaxElement): readonly SyntaxElement[];
  /** The part of a node under the service's name for it (`Condition`, `ByClause`, `Left`); undefined when absent or made up by the parser. */
  part(node: SyntaxNode, name: string): SyntaxNode | undefined;
  token(node: SyntaxNode, name: string): SyntaxToken | undefined;
  /** The elements of a list part (`Expressions`, `Aggregates`, `Parameters`) without its commas; empty when absent. */
  parts(node: SyntaxNode, name: string): readonly SyntaxNode[];
  /** The node and everything below it, in the order of the text. */
  descendants(node: SyntaxNode): Generator<SyntaxNode, void>;
  /** Undefined when the node is no literal. The service's own values lose 100 ns digits, infinities and hexadecimals; the text does not. */
  literal(node: SyntaxNode): Literal | undefined;
  columnsOf(table: KustoSymbol): readonly ColumnSymbol[];
  /** The columns of an expression that gives several (`arg_max(…)`, `series_stats(…)`); undefined for all others. */
  tupleColumnsOf(symbol: KustoSymbol | null | undefined): readonly ColumnSymbol[] | undefined;
  /** The name of the column that `project` makes of an expression; undefined where the position decides (`Column1`). */
  resultName(expression: SyntaxNode): string | undefined;
  isTable(symbol: KustoSymbol | null | undefined): symbol is TableSymbol;
  isColumn(symbol: KustoSymbol | null | undefined): symbol is ColumnSymbol;
  /** True for what a wildcard of tables stands for. */
  isGroup(symbol: KustoSymbol | null | undefined): symbol is GroupSymbol;
  /** The KQL type a scalar symbol stands for; `dynamic(long)` and the like are dynamic; undefined for tables, errors and unknowns. */
  typeOf(symbol: KustoSymbol | null | undefined): KqlType | undefined;
}

export function isNode(element: SyntaxElement | null): element is SyntaxNode {
  return element !== null && !element.IsToken;
}

export function isToken(element: SyntaxElement | null): element is SyntaxToken {
  return element !== null && element.IsToken;
}

/** Opens the language service; see {@link loadKustoLibrary} for what that costs. */
export function loadKusto(): Kusto {
  const library = loadKustoLibrary();
  const { KustoCode, KustoFacts, GlobalState, Syntax, Symbols } = library.Language;
  const kinds = namesByNumber(Syntax.SyntaxKind);
  const symbolKinds = namesByNumber(Symbols.SymbolKind);
  const list = <T>(values: NetList<T> | null) => (values === null ? [] : library.Bridge.toArray(values));
  const kindOf = (element: SyntaxElement) => kinds.get(element.Kind) ?? "None";
  const symbolKindOf = (symbol: KustoSymbol) => symbolKinds.get(symbol.Kind) ?? "None";
  const isKind = (symbol: KustoSymbol | null | undefined, kind: string) =>
    symbol !== null && symbol !== undefined && symbolKindOf(symbol) === kind;
  const isTable = (symbol: KustoSymbol | null | undefined): symbol is TableSymbol => isKind(symbol, "Table");
  const isTuple = (symbol: KustoSymbol | null | undefined): symbol is TupleSymbol => isKind(symbol, "Tuple");
  const columnsOf = (table: KustoSymbol) => (isTable(table) ? list(table.Columns) : []);
  return {
    analyse: (text, globals) => KustoCode.ParseAndAnalyze(text, globals),
    parse: (text) => KustoCode.Parse(text, GlobalState.Default),
    globals: (tables, functions = []) => createGlobals(library, tables, functions),
    bareGlobals: GlobalState.Default,
    diagnostics: (code) => list(code.GetDiagnostics()),
    syntaxDiagnostics: (code) => list(code.GetSyntaxDiagnostics()),
    resultColumns: (code) =>
      isTable(code.ResultType)
        ? columnsOf(code.ResultType).map((c) => ({ name: c.Name, type: kqlTypeOf(c.Type) ?? "dynamic" }))
        : undefined,
    list,
    kindOf,
    symbolKindOf,
    textOf: (element) => element.toString().slice(element.TextStart - element.TriviaStart),
    childrenOf,
    part: (node, name) => childrenNamed(node, name).find(isNode),
    token: (node, name) => childrenNamed(node, name).find(isToken),
    parts: (node, name) =>
      childrenNamed(node, name)
        .filter(isNode)
        .flatMap((part) => elementsOf(part, kindOf)),
    descendants,
    literal: (node) => literalOf(node, kindOf(node)),
    columnsOf,
    tupleColumnsOf: (symbol) => (isTuple(symbol) ? list(symbol.Columns) : undefined),
    resultName: (expression) => KustoFacts.GetExpressionResultName(expression, "", null) || undefined,
    isTable,
    isColumn: (symbol): symbol is ColumnSymbol => isKind(symbol, "Column"),
    isGroup: (symbol): symbol is GroupSymbol => isKind(symbol, "Group"),
    typeOf: kqlTypeOf,
  };
}

function namesByNumber(enumeration: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(
    Object.entries(enumeration).flatMap(([name, value]): [number, string][] =>
      typeof value === "number" ? [[value, name]] : [],
    ),
  );
}

function childrenOf(element: SyntaxElement): readonly SyntaxElement[] {
  const children: SyntaxElement[] = [];
  for (let i = 0; i < element.ChildCount; i++) {
    const child = element.GetChild(i);
    if (child !== null) children.push(child);
  }
  return children;
}

function childrenNamed(node: SyntaxNode, name: string): readonly SyntaxElement[] {
  for (let i = 0; i < node.ChildCount; i++) {
    if (node.GetName(i) !== name) continue;
    const child = node.GetChild(i);
    // Not IsMissing: that walks down to the first token, which takes long in deep trees.
    return child === null || child.FullWidth === 0 ? [] : [child];
  }
  return [];
}

/** A list of separated elements as the elements; a parenthesised list as what the parentheses hold; anything else as itself. */
function elementsOf(node: SyntaxNode, kindOf: Kusto["kindOf"]): readonly SyntaxNode[] {
  const kind = kindOf(node);
  if (kind === "List")
    return childrenOf(node)
      .filter(isNode)
      .flatMap((child) => elementsOf(child, kindOf));
  if (kind === "SeparatedElement") return childrenOf(node).filter(isNode).slice(0, 1);
  if (kind === "ExpressionList")
    return childrenNamed(node, "Expressions")
      .filter(isNode)
      .flatMap((child) => elementsOf(child, kindOf));
  return [node];
}

// An explicit stack: a chain of 5,000 `or` is a tree 5,000 deep.
function* descendants(root: SyntaxNode): Generator<SyntaxNode, void> {
  const stack: SyntaxNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    for (let i = node.ChildCount - 1; i >= 0; i--) {
      const child = node.GetChild(i);
      if (isNode(child)) stack.push(child);
    }
  }
}

const literalTypes: Readonly<Record<string, KqlType>> = {
  BooleanLiteralExpression: "bool",
  CompoundStringLiteralExpression: "string",
  DateTimeLiteralExpression: "datetime",
  DecimalLiteralExpression: "decimal",
  DynamicExpression: "dynamic",
  GuidLiteralExpression: "guid",
  IntLiteralExpression: "int",
  LongLiteralExpression: "long",
  RealLiteralExpression: "real",
  StringLiteralExpression: "string",
  TimespanLiteralExpression: "timespan",
};

function literalOf(node: SyntaxNode, kind: string): Literal | undefined {
  const type = literalTypes[kind];
  if (type === undefined) return undefined;
  if (type === "string" || type === "dynamic") {
    return { type, text: typeof node.LiteralValue === "string" ? node.LiteralValue : null };
  }
  const text = node.LiteralValueInfo?.ValueText ?? null;
  return { type, text: text === "null" ? null : text };
}

const typesByName: ReadonlyMap<string, KqlType> = new Map(kqlTypes.map((type) => [type, type]));

function kqlTypeOf(symbol: KustoSymbol | null | undefined): KqlType | undefined {
  if (symbol === null || symbol === undefined) return undefined;
  return typesByName.get(symbol.Name) ?? (symbol.Name.startsWith("dynamic") ? "dynamic" : undefined);
}
