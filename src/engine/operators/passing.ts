import { sharedPlan } from "../expressions/user-function.ts";
import { unsupported } from "../errors.ts";
import { valueVector } from "../vector.ts";
import type { TablePlan } from "../scope.ts";
import { relationOf } from "../relation.ts";
import { type OperatorCompiler, boundColumns, parametersOf, required, transform } from "./operator.ts";

/** `as name`: the rows go on, and the rest of the query can read them again. */
export const compileAs: OperatorCompiler = (node, input, scope) => {
  const name = required(node, "Name", scope).SimpleName ?? "";
  // A subquery runs once for each group, so its rows have no name that stays the same.
  if (scope.pipe !== undefined) throw unsupported("as inside a subquery");
  const plan: TablePlan = { ...sharedPlan(input), name };
  scope.names.set(name, { kind: "table", plan });
  return plan;
};

/** `render`: the rows go on; how to draw them is a hint for the caller. */
export const compileRender: OperatorCompiler = (node, input, scope) => {
  const { kusto } = scope.query;
  const kind = kusto.token(node, "ChartType")?.Text ?? "table";
  const clause = kusto.part(node, "WithClause");
  const properties = clause === undefined ? new Map<string, string>() : parametersOf(clause, scope, "Properties");
  scope.query.render({ kind, properties: Object.fromEntries(properties) });
  return input;
};

/** .NET names of the types, as `getschema` gives them. */
const dataTypes: Readonly<Record<string, string>> = {
  string: "System.String",
  long: "System.Int64",
  int: "System.Int32",
  real: "System.Double",
  decimal: "System.Data.SqlTypes.SqlDecimal",
  bool: "System.SByte",
  datetime: "System.DateTime",
  timespan: "System.TimeSpan",
  guid: "System.Guid",
  dynamic: "System.Object",
};

/** `getschema`. */
export const compileGetSchema: OperatorCompiler = (node, input, scope) => {
  const columns = boundColumns(node, scope);
  return transform(input, columns, scope, (relation) => {
    const of = relation.columns;
    return relationOf(
      columns,
      [
        valueVector(
          "string",
          of.map((column) => column.name),
        ),
        valueVector(
          "long",
          of.map((_, i) => i),
        ),
        valueVector(
          "string",
          of.map((column) => dataTypes[column.type] ?? ""),
        ),
        valueVector(
          "string",
          of.map((column) => column.type),
        ),
      ],
      of.length,
    );
  });
};
