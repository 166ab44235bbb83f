import { pickColumns } from "../relation.ts";
import { unsupported } from "../errors.ts";
import { type OperatorCompiler, boundColumns, operatorName, transform } from "./operator.ts";

/** `project-away`, `project-keep`, `project-reorder`: the binder says which columns are left, and in which order. */
export const compileColumnChoice: OperatorCompiler = (node, input, scope) => {
  const places = boundColumns(node, scope).map(({ name }) => input.columns.findIndex((column) => column.name === name));
  if (places.includes(-1)) throw unsupported(`this form of ${operatorName(node, scope)}`);
  const columns = places.flatMap((place) => input.columns[place] ?? []);
  return transform(input, columns, scope, (relation) => pickColumns(relation, columns, places));
};

/** `project-rename`: the same columns in the same places under the binder's names. */
export const compileRename: OperatorCompiler = (node, input, scope) => {
  const bound = boundColumns(node, scope);
  if (bound.length !== input.columns.length) throw unsupported("this form of project-rename");
  const columns = input.columns.map((column, i) => ({ name: bound[i]?.name ?? column.name, type: column.type }));
  const places = columns.map((_, i) => i);
  return transform(input, columns, scope, (relation) => pickColumns(relation, columns, places));
};
