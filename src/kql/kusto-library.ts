import { createRequire } from "node:module";
import { deferGrammar, type QueryGrammar } from "./kusto-grammar.ts";
import type {
  ColumnSymbol,
  FunctionSymbol,
  GlobalState,
  KustoCode,
  KustoSymbol,
  NetList,
  SyntaxNode,
  TableSymbol,
} from "./kusto-types.ts";

interface Parameter {
  readonly Name: string;
}

/** What a function symbol is told when its result type is asked for. */
export interface ReturnTypeContext {
  readonly ArgumentTypes: NetList<KustoSymbol>;
}

type Enumeration = Readonly<Record<string, number>>;

/** The two globals of the package, as far as we use them. Constructors carry the names that the compiler gave to overloads. */
export interface KustoLibrary {
  readonly Bridge: { toArray<T>(list: NetList<T>): readonly T[] };
  readonly Language: {
    readonly KustoCode: {
      Parse(text: string, globals: GlobalState): KustoCode;
      ParseAndAnalyze(text: string, globals: GlobalState): KustoCode;
    };
    readonly KustoFacts: {
      GetExpressionResultName(expression: SyntaxNode, defaultName: string, rowScope: null): string;
    };
    readonly GlobalState: { readonly Default: GlobalState & { readonly ParseOptions: object } };
    readonly Parsing: {
      readonly QueryGrammar: {
        new (options: object): QueryGrammar;
        /** The grammar used last: the cache that each parse looks into first. */
        s_currentGrammar: { readonly Grammar: QueryGrammar; readonly Options: object } | null;
      };
    };
    readonly Syntax: { readonly SyntaxKind: Enumeration };
    readonly Symbols: {
      readonly SymbolKind: Enumeration;
      readonly Tabularity: Enumeration;
      readonly ScalarTypes: { GetSymbol(name: string): KustoSymbol | null };
      readonly ColumnSymbol: new (
        name: string,
        type: KustoSymbol,
        description: null,
        originals: null,
        source: null,
        examples: null,
      ) => ColumnSymbol;
      readonly TableSymbol: {
        readonly ctor: new (columns: readonly ColumnSymbol[]) => TableSymbol;
        readonly $ctor4: new (name: string, columns: readonly ColumnSymbol[]) => TableSymbol;
      };
      readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly KustoSymbol[]) => KustoSymbol };
      readonly ClusterSymbol: { readonly ctor: new (name: string, databases: readonly KustoSymbol[]) => KustoSymbol };
      readonly FunctionSymbol: {
        readonly ctor: new (
          name: string,
          resultType: (context: ReturnTypeContext) => KustoSymbol,
          tabularity: number,
          parameters: readonly Parameter[],
        ) => FunctionSymbol;
      };
      readonly Parameter: { ParseList(declaration: string): NetList<Parameter> };
    };
  };
}

declare const Bridge: KustoLibrary["Bridge"];
declare const Kusto: Pick<KustoLibrary, "Language">;

/**
 * Loads the package (about 0.3 s with the first analysis, blocking, and 60 MB of memory), so it belongs in a worker.
 * It leaves the globals `Bridge`, `System` and `Kusto` behind. Loading again is free.
 */
export function loadKustoLibrary(): KustoLibrary {
  const require = createRequire(import.meta.url);
  void require("@kusto/language-service-next/bridge.min.js");
  void require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
  deferGrammar(Kusto.Language);
  return { Bridge, Language: Kusto.Language };
}
