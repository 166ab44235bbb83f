import type { Column } from "../table/table.ts";
import type { KustoLibrary } from "./kusto-library.ts";
import type { ColumnSymbol, FunctionSymbol, GlobalState, KustoSymbol, TableSymbol } from "./kusto-types.ts";

/** A table that queries may name. */
export interface TableDeclaration {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** A tabular function that queries may name. */
export interface FunctionDeclaration {
  readonly name: string;
  /** As KQL declares parameters: `(T:(*), id:string, limit:long=1000)`. A function for `invoke` takes the piped table first. */
  readonly parameters: string;
  /** Columns of the answer, or those added to the piped table where it lacks them. */
  readonly columns: readonly Column[];
  /** True when the answer starts with the columns of the piped table. */
  readonly extendsInput: boolean;
}

/** The language's own globals plus one database with these tables and functions. */
export function createGlobals(
  library: KustoLibrary,
  tables: readonly TableDeclaration[],
  functions: readonly FunctionDeclaration[],
): GlobalState {
  const { GlobalState, Symbols } = library.Language;
  const database = new Symbols.DatabaseSymbol.ctor("hunting", [
    ...tables.map((table) => tableSymbol(library, table)),
    ...functions.map((declaration) => functionSymbol(library, declaration)),
  ]);
  const cluster = new Symbols.ClusterSymbol.ctor("defender", [database]);
  return GlobalState.Default.WithCluster(cluster).WithDatabase(database).WithCache();
}

function tableSymbol(library: KustoLibrary, table: TableDeclaration): TableSymbol {
  return new library.Language.Symbols.TableSymbol.$ctor4(table.name, columnSymbols(library, table.columns));
}

function columnSymbols(library: KustoLibrary, columns: readonly Column[]): readonly ColumnSymbol[] {
  const { ColumnSymbol, ScalarTypes } = library.Language.Symbols;
  return columns.map(({ name, type }) => {
    const symbol = ScalarTypes.GetSymbol(type);
    if (symbol === null) throw new TypeError(`The Kusto language service has no type ${type}.`);
    return new ColumnSymbol(name, symbol, null, null, null, null);
  });
}

function functionSymbol(library: KustoLibrary, declaration: FunctionDeclaration): FunctionSymbol {
  const { FunctionSymbol, Parameter, TableSymbol, Tabularity } = library.Language.Symbols;
  const tabular = Tabularity["Tabular"];
  if (tabular === undefined) throw new TypeError("The Kusto language service has no tabularity Tabular.");
  const own = columnSymbols(library, declaration.columns);
  return new FunctionSymbol.ctor(
    declaration.name,
    ({ ArgumentTypes }) => {
      const input = declaration.extendsInput ? inputColumns(library, library.Bridge.toArray(ArgumentTypes)[0]) : [];
      const taken = new Set(input.map((column) => column.Name));
      return new TableSymbol.ctor([...input, ...own.filter((column) => !taken.has(column.Name))]);
    },
    tabular,
    library.Bridge.toArray(Parameter.ParseList(declaration.parameters)),
  );
}

function inputColumns(library: KustoLibrary, input: KustoSymbol | undefined): readonly ColumnSymbol[] {
  return input !== undefined && isTable(input) ? library.Bridge.toArray(input.Columns) : [];
}

function isTable(symbol: KustoSymbol): symbol is TableSymbol {
  return "Columns" in symbol;
}
