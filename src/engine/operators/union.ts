import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Column, KqlType } from "../../table/table.ts";
import { UnknownTableError } from "../errors.ts";
import { constantVector, relationOf } from "../relation.ts";
import type { Scope, TablePlan } from "../scope.ts";
import { type Vector, joinedVector } from "../vector.ts";
import { emptyValue } from "../values/value.ts";
import { parametersOf } from "./operator.ts";
import { type NamedPlan, wildcardTables } from "./tables.ts";

/** `union`, at the start of a query or behind a pipe. */
export function compileUnion(node: SyntaxNode, input: TablePlan | undefined, scope: Scope): TablePlan {
  const parameters = parametersOf(node, scope);
  const fuzzy = parameters.get("isfuzzy") === "true";
  const listed = scope.query.kusto.parts(node, "Expressions").flatMap((part) => operandsOf(part, fuzzy, scope));
  const piped: readonly NamedPlan[] = input === undefined ? [] : [{ name: input.name ?? "", plan: input }];
  const operands = [...piped, ...listed].map(({ name, plan }, i) => ({ name: name || `union_arg${String(i)}`, plan }));
  const source = parameters.get("withsource");
  return unionPlan(operands, parameters.get("kind")?.toLowerCase() === "inner", source, scope);
}

function operandsOf(node: SyntaxNode, fuzzy: boolean, scope: Scope): readonly NamedPlan[] {
  const wild = wildcardTables(node, scope);
  if (wild !== undefined) return wild;
  try {
    const plan = scope.query.table(node, scope);
    return [{ name: node.SimpleName ?? plan.name ?? "", plan }];
  } catch (error) {
    if (fuzzy && error instanceof UnknownTableError) return [];
    throw error;
  }
}

/** The rows of all operands, one behind the other. */
export function unionPlan(
  operands: readonly NamedPlan[],
  inner: boolean,
  source: string | undefined,
  scope: Scope,
): TablePlan {
  const merged = mergedColumns(operands.map((operand) => operand.plan.columns));
  const kept = inner ? merged.filter(({ places }) => places.every((place) => place !== -1)) : merged;
  const sourceColumns: readonly Column[] = source === undefined ? [] : [{ name: source, type: "string" }];
  const columns = [...sourceColumns, ...kept.map(({ name, type }) => ({ name, type }))];
  return {
    columns,
    run() {
      const relations = operands.map((operand) => operand.plan.run());
      const rowCount = relations.reduce((sum, relation) => sum + relation.rowCount, 0);
      scope.query.budget.rows(rowCount, columns.length);
      const names = relations.map((relation, i) =>
        constantVector("string", operands[i]?.name ?? "", relation.rowCount),
      );
      const vectors = kept.map(({ type, places }) =>
        joinedVector(
          type,
          relations.map(
            (relation, i) =>
              relation.vectors[places[i] ?? -1] ?? constantVector(type, emptyValue(type), relation.rowCount),
          ),
        ),
      );
      return relationOf(
        columns,
        [...sourceColumns.map((): Vector => joinedVector("string", names)), ...vectors],
        rowCount,
      );
    },
  };
}

interface MergedColumn {
  readonly name: string;
  readonly type: KqlType;
  /** The column's index in each operand; -1 where it has none. */
  readonly places: readonly number[];
}

/** Columns of equal name and type become one; a name with several types becomes `name_type` for each. */
function mergedColumns(inputs: readonly (readonly Column[])[]): readonly MergedColumn[] {
  const typesByName = new Map<string, KqlType[]>();
  for (const { name, type } of inputs.flat()) {
    const types = typesByName.get(name) ?? [];
    if (!types.includes(type)) types.push(type);
    typesByName.set(name, types);
  }
  const taken = new Set([...typesByName].flatMap(([name, types]) => (types.length === 1 ? [name] : [])));
  return [...typesByName].flatMap(([name, types]) =>
    types.map((type) => ({
      name: types.length === 1 ? name : freeName(`${name}_${type}`, taken),
      type,
      places: inputs.map((columns) => columns.findIndex((column) => column.name === name && column.type === type)),
    })),
  );
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 1; taken.has(free); n++) free = `${name}${String(n)}`;
  taken.add(free);
  return free;
}
