import type { Column, KqlType, Table } from "../table/table.ts";
import { type RowPick, type Vector, cellVector, valueVector } from "./vector.ts";
import type { Value } from "./values/value.ts";
import { repeated } from "./values/repeated.ts";

/** What flows between operators: columns of equal length. */
export interface Relation {
  readonly columns: readonly Column[];
  readonly vectors: readonly Vector[];
  readonly rowCount: number;
}

export function relationOf(columns: readonly Column[], vectors: readonly Vector[], rowCount: number): Relation {
  return { columns, vectors, rowCount };
}

/** A relation over a table that came in; cells are decoded when first read. */
export function relationFromTable(table: Table): Relation {
  const vectors = table.columns.map((column, c) => cellVector(column.type, table.data[c] ?? []));
  return relationOf(table.columns, vectors, table.rowCount);
}

export function tableFromRelation(relation: Relation): Table {
  return {
    columns: relation.columns,
    rowCount: relation.rowCount,
    data: relation.vectors.map((vector) => vector.cells()),
  };
}

/** The rows of `relation` that `rows` names, in that order; -1 gives a row of empty values. */
export function pickRows(relation: Relation, rows: RowPick): Relation {
  return relationOf(relation.columns, pickVectors(relation.vectors, rows), rows.length);
}

export function pickVectors(vectors: readonly Vector[], rows: RowPick): readonly Vector[] {
  const composed = new Map<RowPick, RowPick>();
  const compose = (inner: RowPick) => {
    let outer = composed.get(inner);
    if (outer === undefined) {
      outer = rows.map((row) => (row < 0 ? -1 : (inner[row] ?? -1)));
      composed.set(inner, outer);
    }
    return outer;
  };
  return vectors.map((vector) => vector.pick(rows, compose));
}

/** The first `count` rows. */
export function firstRows(relation: Relation, count: number): Relation {
  if (count >= relation.rowCount) return relation;
  return pickRows(
    relation,
    Int32Array.from({ length: Math.max(0, count) }, (_, i) => i),
  );
}

/** A column that holds one value in every row. */
export function constantVector(type: KqlType, value: Value, rowCount: number): Vector {
  return valueVector(type, repeated<Value>(value, rowCount));
}

/** One row without columns: what `print` and constants are evaluated over. */
export const singleRow: Relation = relationOf([], [], 1);

/** The columns at the given places, under the given names. */
export function pickColumns(relation: Relation, columns: readonly Column[], places: readonly number[]): Relation {
  const vectors = places.flatMap((place) => relation.vectors[place] ?? []);
  return relationOf(columns, vectors, relation.rowCount);
}
