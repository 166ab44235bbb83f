import { firstRows, relationOf } from "../relation.ts";
import { valueVector } from "../vector.ts";
import { type OperatorCompiler, boundColumns, countFrom, required, transform } from "./operator.ts";

/** `take`, `limit`: the first rows as they stand. */
export const compileTake: OperatorCompiler = (node, input, scope) => {
  const count = countFrom(required(node, "Expression", scope), scope);
  return transform(input, input.columns, scope, (relation) => firstRows(relation, count()));
};

/** `count [as name]`. */
export const compileCount: OperatorCompiler = (node, input, scope) => {
  const columns = boundColumns(node, scope);
  return transform(input, columns, scope, (relation) =>
    relationOf(columns, [valueVector("long", [relation.rowCount])], 1),
  );
};
