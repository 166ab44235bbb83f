/*
 * The members of `@kusto/language-service-next` 12.4.1 that we use, under their own names. Every one is pinned by test/contract/kql.
 * The library is .NET code compiled to JavaScript: lists are .NET lists (read them with `Kusto.list`), literal values are boxed and lossy
 * (read them with `Kusto.literal`).
 */

/** A .NET list. */
export interface NetList<T> {
  readonly Count: number;
  getItem(index: number): T;
}

/** A node or a token of the syntax tree. Positions are UTF-16 offsets; `TextStart` is behind leading white space and comments. */
export interface SyntaxElement {
  readonly Kind: number;
  readonly IsToken: boolean;
  readonly Parent: SyntaxNode | null;
  readonly NameInParent: string | null;
  readonly ChildCount: number;
  readonly TriviaStart: number;
  /** Costs as much as the tree is deep; so does `Width`. */
  readonly TextStart: number;
  readonly End: number;
  readonly Width: number;
  /** With white space and comments; 0 for an element that the parser made up where the text lacks it. */
  readonly FullWidth: number;
  /** Null for an optional part that the text does not have. */
  GetChild(index: number): SyntaxElement | null;
  GetName(index: number): string;
  /** The text with leading white space and comments; `Kusto.textOf` leaves those out. */
  toString(): string;
}

export interface SyntaxToken extends SyntaxElement {
  readonly Text: string;
  /** The text of a string literal without quotes and escapes; the text itself of other tokens. */
  readonly ValueText: string;
  /** White space and comments before the token. */
  readonly Trivia: string;
}

export interface SyntaxNode extends SyntaxElement {
  readonly ReferencedSymbol: KustoSymbol | null;
  /** Set on expressions of bound code: a scalar type, or a table symbol. */
  readonly ResultType?: KustoSymbol | null;
  /** Set on literal expressions. */
  readonly IsLiteral?: boolean;
  readonly LiteralValue?: unknown;
  readonly LiteralValueInfo?: { readonly ValueText: string } | null;
  /** Set on expressions: the text of a literal that the expression is, or is bound to by `let`. */
  readonly ConstantValueInfo?: { readonly ValueText: string } | null;
  /** The decoded name, on `NameReference`, `NameDeclaration`, `TokenName`, `BracketedName`. */
  readonly SimpleName?: string;
  /** The body of a function defined by the query, bound for this call; null when this node is no such call. */
  GetCalledFunctionBody(): SyntaxNode | null;
}

export interface KustoSymbol {
  readonly Name: string;
  readonly Kind: number;
  readonly IsError: boolean;
  readonly Tabularity: number;
}

export interface ColumnSymbol extends KustoSymbol {
  readonly Type: KustoSymbol;
  /** The columns that this one renames or unites (join, union); empty for others. */
  readonly OriginalColumns: NetList<ColumnSymbol>;
}

export interface TableSymbol extends KustoSymbol {
  readonly Columns: NetList<ColumnSymbol>;
}

/** The type of an expression that gives several columns. */
export interface TupleSymbol extends KustoSymbol {
  readonly Columns: NetList<ColumnSymbol>;
}

/** What a wildcard such as `Device*` stands for. */
export interface GroupSymbol extends KustoSymbol {
  readonly Members: NetList<KustoSymbol>;
}

export interface FunctionSymbol extends KustoSymbol {
  readonly Signatures: NetList<unknown>;
}

export interface ServiceDiagnostic {
  /** `KS142` and the like. */
  readonly Code: string;
  readonly Severity: "Error" | "Warning" | "Suggestion" | "Information" | "Hidden";
  readonly Start: number;
  readonly Length: number;
  readonly Message: string;
}

/** What a query can name beside the language itself. Opaque: made by `Kusto.globals`. */
export interface GlobalState {
  readonly Database: DatabaseSymbol;
  readonly Functions: NetList<FunctionSymbol>;
  readonly Aggregates: NetList<FunctionSymbol>;
  readonly PlugIns: NetList<FunctionSymbol>;
  WithCluster(cluster: KustoSymbol): GlobalState;
  WithDatabase(database: KustoSymbol): GlobalState;
  /** The same, remembering what it has worked out for one query for the next: a fifth faster. */
  WithCache(): GlobalState;
}

export interface DatabaseSymbol extends KustoSymbol {
  readonly Tables: NetList<TableSymbol>;
  readonly Functions: NetList<FunctionSymbol>;
}

/** A parsed and, after `analyse`, bound text. */
export interface KustoCode {
  readonly Text: string;
  /** `Query`, `Command` or `Directive`. */
  readonly Kind: string;
  readonly Syntax: SyntaxNode;
  readonly HasSemantics: boolean;
  readonly ResultType: KustoSymbol | null;
  /** The same tree, bound to names. */
  Analyze(globals: GlobalState): KustoCode;
  GetDiagnostics(): NetList<ServiceDiagnostic>;
  GetSyntaxDiagnostics(): NetList<ServiceDiagnostic>;
  GetSymbolsInScope(position: number): NetList<KustoSymbol>;
  /** The columns of the table that flows past the position; null or empty where there is none. */
  GetColumnsInScope(position: number): TableSymbol | null;
}
