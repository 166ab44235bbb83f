import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Column, KqlType } from "../../table/table.ts";
import { type Expression, convertExpression } from "../expression.ts";
import { typeArgumentName } from "../functions/type-names.ts";
import { type Relation, pickVectors, relationOf } from "../relation.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import { type Vector, valueVector } from "../vector.ts";
import { type Dynamic, Typed, type Value, emptyValue, isArray, isBag, setKey, typeOfDynamic } from "../values/value.ts";
import { converter } from "../values/convert.ts";
import { type OperatorCompiler, countFrom, parametersOf, transform } from "./operator.ts";

/** One expanded column: its value, where it goes, and the type its elements get. */
export interface Expansion {
  readonly name: string;
  readonly expression: Expression;
  readonly type: KqlType;
}

/** How rows multiply. */
export interface ExpandOptions {
  readonly bagsAsArrays: boolean;
  readonly limit: () => number;
  readonly indexName: string | undefined;
}

/** The old spelling `mvexpand` stops at 128 rows for each row. */
const oldLimit = 128;

/** `mv-expand`: a null gives one row, an empty array none; several columns advance together and run out into nulls. */
export const compileMvExpand: OperatorCompiler = (node, input, scope) => {
  const { kusto } = scope.query;
  const expansions = kusto.parts(node, "Expressions").map((part) => compileExpansion(part, input, scope));
  const options = expandOptions(node, scope);
  const { columns, expand } = expansionPlan(expansions, options, input.columns, scope);
  return transform(input, columns, scope, (relation) => expand(relation).relation);
};

/** Reads the parameters and the row limit of `mv-expand` and `mv-apply`. */
export function expandOptions(node: SyntaxNode, scope: Scope): ExpandOptions {
  const { kusto } = scope.query;
  const parameters = parametersOf(node, scope);
  const clause = kusto.part(node, "RowLimitClause");
  const count = clause === undefined ? undefined : kusto.part(clause, "RowLimit");
  const old = kusto.textOf(node).toLowerCase().startsWith("mvexpand");
  return {
    bagsAsArrays: (parameters.get("kind") ?? parameters.get("bagexpansion")) === "array",
    limit: count === undefined ? () => (old ? oldLimit : Number.MAX_SAFE_INTEGER) : countFrom(count, scope),
    indexName: parameters.get("with_itemindex"),
  };
}

export function compileExpansion(node: SyntaxNode, input: TablePlan, scope: Scope): Expansion {
  const { kusto } = scope.query;
  const inner = kusto.part(node, "Expression") ?? node;
  const clause = kusto.part(node, "ToTypeOf");
  const typeNode = clause === undefined ? undefined : kusto.part(clause, "TypeOf");
  const expression = scope.query.scalar(inner, rowScope(scope, input.columns));
  return {
    name: kusto.resultName(inner) ?? "",
    expression: convertExpression(expression, "dynamic") ?? expression,
    type: typeNode === undefined ? "dynamic" : typeArgumentName(typeNode, scope),
  };
}

/** What an expansion gives: the rows, and for each of them the row it came from. */
interface Expanded {
  readonly relation: Relation;
  readonly source: Int32Array;
}

/** Columns and execution of an expansion, shared by `mv-expand` and `mv-apply`. */
export function expansionPlan(
  expansions: readonly Expansion[],
  options: ExpandOptions,
  input: readonly Column[],
  scope: Scope,
) {
  const columns: Column[] = [...input];
  const places = expansions.map((expansion) => place(columns, expansion.name, expansion.type));
  const indexPlace = options.indexName === undefined ? undefined : place(columns, options.indexName, "long");
  return {
    columns,
    expand: (relation: Relation): Expanded => {
      const { items, source, index } = unroll(expansions, options, relation, (rows) =>
        scope.query.budget.rows(rows, columns.length),
      );
      const vectors: Vector[] = [...pickVectors(relation.vectors, source)];
      for (const [i, at] of places.entries())
        vectors[at] = typedVector(items[i] ?? [], expansions[i]?.type ?? "dynamic");
      if (indexPlace !== undefined) vectors[indexPlace] = valueVector("long", index);
      return { relation: relationOf(columns, vectors, source.length), source };
    },
  };
}

function place(columns: Column[], name: string, type: KqlType): number {
  const known = columns.findIndex((column) => column.name === name);
  if (known === -1) return columns.push({ name, type }) - 1;
  columns[known] = { name, type };
  return known;
}

function unroll(
  expansions: readonly Expansion[],
  options: ExpandOptions,
  relation: Relation,
  check: (rows: number) => void,
) {
  const sources = expansions.map((expansion) => expansion.expression.bind(relation));
  const items = expansions.map((): Dynamic[] => []);
  const rows: number[] = [];
  const index: number[] = [];
  const limit = options.limit();
  const lists: (readonly Dynamic[])[] = expansions.map(() => []);
  for (let row = 0; row < relation.rowCount; row++) {
    let count = 0;
    for (const [c, source] of sources.entries()) {
      const list = elements(source(row) as Dynamic, options.bagsAsArrays);
      lists[c] = list;
      count = Math.min(limit, Math.max(count, list.length));
    }
    check(rows.length + count);
    for (let i = 0; i < count; i++) {
      rows.push(row);
      index.push(i);
      for (const [c, list] of lists.entries()) items[c]?.push(list[i] ?? null);
    }
  }
  return { items, source: Int32Array.from(rows), index };
}

/** What a value expands into: an array its elements, a bag one entry each, any other value (null too) itself. */
function elements(value: Dynamic, bagsAsArrays: boolean): readonly Dynamic[] {
  if (isArray(value)) return value;
  if (!isBag(value)) return [value];
  return Object.entries(value).map(([key, item]) => {
    if (bagsAsArrays) return [key, item];
    const entry: Record<string, Dynamic> = {};
    setKey(entry, key, item);
    return entry;
  });
}

/** `to typeof(t)` casts without parsing: an element of another type becomes empty. */
function typedVector(items: readonly Dynamic[], type: KqlType): Vector {
  if (type === "dynamic") return valueVector(type, items);
  const convert = converter("dynamic", type) ?? (() => null);
  return valueVector(
    type,
    items.map((item): Value => (item === null || !castable(item, type) ? emptyValue(type) : convert(item))),
  );
}

function castable(item: Dynamic, type: KqlType): boolean {
  if (type === "string") return true;
  return typeof item !== "string" && (item instanceof Typed || typeOfDynamic(item) !== "string");
}
