import { LocalQueryError } from "../errors.ts";
import { columnExpression, constantText, constantValue, literalExpression } from "../expression.ts";
import { packNamed } from "./bags.ts";
import { type FunctionTable, type ScalarFunction, checkArity } from "./scalar-function.ts";

/** `column_ifexists("name", default)`. */
const columnIfExists: ScalarFunction = (call) => {
  checkArity(call, 2, 2);
  const [name, fallback = literalExpression("dynamic", null)] = call.args;
  const wanted = name === undefined ? "" : constantText(name);
  const index = call.columns.findIndex((column) => column.name === wanted);
  const column = call.columns[index];
  return column === undefined ? fallback : columnExpression(column.type, index);
};

const isColumn: ScalarFunction = (call) => {
  checkArity(call, 1, 1);
  const [name] = call.args;
  const wanted = name === undefined ? "" : constantText(name);
  return literalExpression(
    "bool",
    call.columns.some((column) => column.name === wanted),
  );
};

/** `assert(condition, message)`, for conditions that do not depend on the row. */
const assertTrue: ScalarFunction = (call) => {
  checkArity(call, 2, 2);
  const [condition] = call.args;
  if (condition?.constant === true && constantValue(condition) === true) return literalExpression("bool", true);
  throw new LocalQueryError("An assert() of the query does not hold.", { nextStep: "Correct what it asserts." });
};

/** `pack_all([ignore_null_empty])`: the whole row as a bag. */
const packAll: ScalarFunction = (call) => {
  checkArity(call, 0, 1);
  const [flag] = call.args;
  const skipEmpty = flag !== undefined && constantValue(flag) === true;
  const args = call.columns.map((column, i) => columnExpression(column.type, i));
  return packNamed(
    { ...call, args },
    call.columns.map((column) => column.name),
    skipEmpty,
  );
};

/** Rows held locally have no ingestion time; the service gives null for such rows, too. */
const ingestionTime: ScalarFunction = (call) => {
  call.query.warn("ingestion_time() is null in the local engine: filter by Timestamp instead.");
  return literalExpression("datetime", null);
};

/** Functions that look at the columns of the row at hand. */
export const columnFunctions: FunctionTable = {
  column_ifexists: columnIfExists,
  columnifexists: columnIfExists,
  pack_all: packAll,
  iscolumnexists: isColumn,
  assert: assertTrue,
  ingestion_time: ingestionTime,
};
