import type { Catalogue } from "../schema/catalogue.ts";
import type { SchemaColumn, SchemaFunction, SchemaTable } from "../schema/schema-table.ts";
import type { Column } from "../table/table.ts";
import type { FunctionDeclaration, TableDeclaration } from "./kusto-globals.ts";
import type { Kusto } from "./kusto.ts";
import type { ColumnSymbol, GlobalState } from "./kusto-types.ts";

/**
 * Which tables a query may expect. `defender`: the hunting tables as documented. `workspace`: a Microsoft Sentinel workspace is attached, so
 * every table with a time column has `TimeGenerated` as well.
 */
export type Dialect = "defender" | "workspace";

/** A column of the catalogue and its table. */
export interface TableColumn {
  readonly table: SchemaTable;
  readonly column: SchemaColumn;
}

/** KQL as it can be written against a catalogue: its names, bound once and used for every query. */
export interface HuntingLanguage {
  readonly kusto: Kusto;
  readonly catalogue: Catalogue;
  /** Columns typed as queries use them. */
  readonly globals: GlobalState;
  /** Columns typed as they are documented. Made at the first use. */
  readonly strictGlobals: () => GlobalState;
  /** The catalogue's columns behind a symbol: one for a plain column, several where `union` made one of many. */
  origins(symbol: ColumnSymbol): readonly TableColumn[];
}

/** Declares a catalogue to the language service. Takes about 20 ms. */
export function createHuntingLanguage(kusto: Kusto, catalogue: Catalogue, dialect: Dialect): HuntingLanguage {
  const functions = catalogue.functions.map(declareFunction);
  const declare = (types: "bindAs" | "type") =>
    kusto.globals(
      catalogue.tables.map((table) => declareTable(table, types, dialect)),
      functions,
    );
  const globals = declare("bindAs");
  const owners = new Map(columnOwners(kusto, catalogue, globals));
  let strict: GlobalState | undefined;
  return {
    kusto,
    catalogue,
    globals,
    strictGlobals: () => {
      if (strict === undefined) {
        strict = declare("type");
        for (const [symbol, owner] of columnOwners(kusto, catalogue, strict)) owners.set(symbol, owner);
      }
      return strict;
    },
    origins: (symbol) => originsOf(kusto, owners, symbol),
  };
}

function declareTable(table: SchemaTable, types: "bindAs" | "type", dialect: Dialect): TableDeclaration {
  const columns: readonly Column[] = table.columns.map((column) => ({ name: column.name, type: column[types] }));
  const generated: readonly Column[] =
    dialect === "workspace" && table.timeColumn !== undefined && !columns.some(({ name }) => name === "TimeGenerated")
      ? [{ name: "TimeGenerated", type: "datetime" }]
      : [];
  return { name: table.name, columns: [...columns, ...generated] };
}

function declareFunction({ name, piped, parameters, answer, columns }: SchemaFunction): FunctionDeclaration {
  const own = parameters.map((p) => `${p.name}:${p.type}${p.optional ? `=${p.type}(null)` : ""}`);
  return {
    name,
    parameters: `(${[...(piped ? ["T:(*)"] : []), ...own].join(", ")})`.replaceAll("string(null)", '""'),
    columns,
    extendsInput: answer !== "returns",
  };
}

function* columnOwners(
  kusto: Kusto,
  catalogue: Catalogue,
  globals: GlobalState,
): Generator<[ColumnSymbol, TableColumn]> {
  for (const symbol of kusto.list(globals.Database.Tables)) {
    const table = catalogue.table(symbol.Name);
    const columns = new Map(table?.columns.map((column) => [column.name, column]));
    for (const columnSymbol of kusto.list(symbol.Columns)) {
      const column = columns.get(columnSymbol.Name);
      if (table !== undefined && column !== undefined) yield [columnSymbol, { table, column }];
    }
  }
}

function originsOf(
  kusto: Kusto,
  owners: ReadonlyMap<ColumnSymbol, TableColumn>,
  symbol: ColumnSymbol,
  depth = 0,
): readonly TableColumn[] {
  const owner = owners.get(symbol);
  if (owner !== undefined) return [owner];
  return depth > 20
    ? []
    : kusto.list(symbol.OriginalColumns).flatMap((origin) => originsOf(kusto, owners, origin, depth + 1));
}
