import { arrayFunctions } from "./arrays.ts";
import { arraySortFunctions } from "./array-sort.ts";
import { bagFunctions } from "./bags.ts";
import { binFunctions } from "./bin.ts";
import { bitFunctions } from "./bits.ts";
import { calendarFunctions } from "./calendar.ts";
import { columnFunctions } from "./columns.ts";
import { conversionFunctions } from "./conversion.ts";
import { datetimeFunctions } from "./datetime.ts";
import { logicFunctions } from "./logic.ts";
import { mathFunctions } from "./math.ts";
import { regexFunctions } from "./regex.ts";
import type { FunctionTable, ScalarFunction } from "./scalar-function.ts";
import { setFunctions } from "./sets.ts";
import { textFunctions } from "./text.ts";

const tables: readonly FunctionTable[] = [
  arrayFunctions,
  arraySortFunctions,
  bagFunctions,
  binFunctions,
  bitFunctions,
  calendarFunctions,
  columnFunctions,
  conversionFunctions,
  datetimeFunctions,
  logicFunctions,
  mathFunctions,
  regexFunctions,
  setFunctions,
  textFunctions,
];

/** All scalar functions by lower-case name. */
export const scalarFunctions: ReadonlyMap<string, ScalarFunction> = new Map(
  tables.flatMap((table) => Object.entries(table)),
);
