import type { Column } from "../../table/table.ts";
import type { Vector } from "../vector.ts";

/** Columns with new ones added at the end; a name that is there already is replaced in its place. */
export interface AppendedColumns {
  readonly columns: readonly Column[];
  readonly place: (old: readonly Vector[], added: readonly Vector[]) => readonly Vector[];
}

export function appendColumns(input: readonly Column[], added: readonly Column[]): AppendedColumns {
  const columns = [...input];
  const places = added.map((column) => {
    const known = columns.findIndex(({ name }) => name === column.name);
    if (known === -1) return columns.push(column) - 1;
    columns[known] = column;
    return known;
  });
  return {
    columns,
    place(old, vectors) {
      const all = [...old];
      for (const [i, vector] of vectors.entries()) all[places[i] ?? all.length] = vector;
      return all;
    },
  };
}
