import type { Cell, Column, KqlType, Table } from "./table.ts";

/** A table and what its rows get in the column that names their source. */
export interface LabelledTable {
  readonly label: string;
  readonly table: Table;
}

export interface Union {
  readonly table: Table;
  /** Names of columns whose types differed; they are attacker-influenced like all names of columns. */
  readonly retyped: readonly string[];
}

/**
 * All rows under each other, in order, columns matched by name in the order of their first occurrence; a table that lacks a column has
 * nulls there. Of differing types, int and long become long, any other mixture with dynamic dynamic, the rest string.
 * @param labelColumn name of a first column with each row's label; without it there is none. A column of that name gets `1` appended.
 */
export function unionOf(parts: readonly LabelledTable[], labelColumn?: string): Union {
  const named = parts.map(({ table }) => withoutName(table, labelColumn));
  const typesByName = new Map<string, Set<KqlType>>();
  for (const { columns } of named) {
    for (const { name, type } of columns) typesByName.set(name, (typesByName.get(name) ?? new Set()).add(type));
  }
  const columns = [...typesByName].map(([name, types]): Column => ({ name, type: commonType(types) }));
  const data = columns.map((column) => gathered(named, column));
  const rowCount = named.reduce((count, table) => count + table.rowCount, 0);
  const retyped = [...typesByName].flatMap(([name, types]) => (types.size > 1 ? [name] : []));
  if (labelColumn === undefined) return { table: { columns, rowCount, data }, retyped };
  const labels = parts.flatMap(({ label, table }) => Array<Cell>(table.rowCount).fill(label));
  return {
    table: { columns: [{ name: labelColumn, type: "string" }, ...columns], rowCount, data: [labels, ...data] },
    retyped,
  };
}

function withoutName(table: Table, taken: string | undefined): Table {
  const names = new Set(table.columns.map(({ name }) => name));
  if (taken === undefined || !names.has(taken)) return table;
  let n = 1;
  while (names.has(`${taken}${n}`)) n += 1;
  return { ...table, columns: table.columns.map((c) => (c.name === taken ? { ...c, name: `${taken}${n}` } : c)) };
}

function commonType(types: ReadonlySet<KqlType>): KqlType {
  const [only = "string", ...others] = types;
  if (others.length === 0) return only;
  if (types.has("dynamic")) return "dynamic";
  return [...types].every((type) => type === "int" || type === "long") ? "long" : "string";
}

function gathered(tables: readonly Table[], { name, type }: Column): readonly Cell[] {
  return tables.flatMap(({ columns, data, rowCount }) => {
    const index = columns.findIndex((column) => column.name === name);
    const cells = data[index] ?? Array<Cell>(rowCount).fill(null);
    return type === "string" && columns[index]?.type !== "string" ? cells.map(textOf) : cells;
  });
}

const textOf = (cell: Cell): Cell => (cell === null || typeof cell === "object" ? cell : String(cell));
