import type { Column } from "../../table/table.ts";
import { relationOf } from "../relation.ts";
import { rowScope } from "../scope.ts";
import { type OperatorCompiler, namedColumns, transform } from "./operator.ts";
import { type Projection, compileProjections, evaluateAll, expressionsOf } from "./projection.ts";

/** `project`. */
export const compileProject: OperatorCompiler = (node, input, scope) => {
  const nodes = scope.query.kusto.parts(node, "Expressions");
  const expressions = expressionsOf(compileProjections(nodes, rowScope(scope, input.columns)));
  const columns = namedColumns(
    node,
    expressions.map((expression) => expression.type),
    scope,
  );
  return transform(input, columns, scope, (relation) =>
    relationOf(columns, evaluateAll(expressions, relation), relation.rowCount),
  );
};

/** `extend` and `serialize`: new columns go to the end, a known name replaces its column. */
export const compileExtend: OperatorCompiler = (node, input, scope) => {
  const nodes = scope.query.kusto.parts(node, "Expressions");
  const projections = compileProjections(nodes, rowScope(scope, input.columns));
  const expressions = expressionsOf(projections);
  const places = placesOf(projections, input.columns);
  const count = Math.max(input.columns.length, ...places.map((place) => place + 1));
  const types = Array.from({ length: count }, (_, i) => input.columns[i]?.type ?? "dynamic");
  for (const [i, place] of places.entries()) types[place] = expressions[i]?.type ?? "dynamic";
  const columns = namedColumns(node, types, scope);
  return transform(input, columns, scope, (relation) => {
    const vectors = [...relation.vectors];
    for (const [i, vector] of evaluateAll(expressions, relation).entries()) vectors[places[i] ?? 0] = vector;
    return relationOf(columns, vectors, relation.rowCount);
  });
};

/** The index of the output column that each expression fills. */
function placesOf(projections: readonly Projection[], columns: readonly Column[]): readonly number[] {
  const names: (string | undefined)[] = columns.map((column) => column.name);
  return projections
    .flatMap((projection) => projection.names)
    .map((name) => {
      const known = name === undefined ? -1 : names.indexOf(name);
      return known === -1 ? names.push(name) - 1 : known;
    });
}
