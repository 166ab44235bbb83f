import { arraySortFunctions } from "./array-sort.ts";
import { arrayFunctions } from "./arrays.ts";
import { bagFunctions } from "./bags.ts";
import { binFunctions } from "./bin.ts";
import { bitFunctions } from "./bits.ts";
import { calendarFunctions } from "./calendar.ts";
import { columnFunctions } from "./columns.ts";
import { commandLineFunctions } from "./command-line.ts";
import { conversionFunctions } from "./conversion.ts";
import { csvFunctions } from "./csv.ts";
import { datetimeFunctions } from "./datetime.ts";
import { encodingFunctions } from "./encoding.ts";
import { formatFunctions } from "./formats.ts";
import { hashFunctions } from "./hash.ts";
import { ipSearchFunctions } from "./ip-search.ts";
import { ipv4Functions } from "./ipv4.ts";
import { ipv6Functions } from "./ipv6.ts";
import { jsonPathFunctions } from "./json-path.ts";
import { logicFunctions } from "./logic.ts";
import { mathFunctions } from "./math.ts";
import { pathFunctions } from "./paths.ts";
import { rangeFunctions } from "./ranges.ts";
import { regexFunctions } from "./regex.ts";
import { seriesShapeFunctions } from "./series-shape.ts";
import { seriesFunctions } from "./series.ts";
import { setFunctions } from "./sets.ts";
import { statisticsFunctions } from "./statistics.ts";
import { textFunctions } from "./text.ts";
import { timeZoneFunctions } from "./time-zones.ts";
import { unicodeFunctions } from "./unicode.ts";
import { unitFunctions } from "./units.ts";
import { urlFunctions } from "./url.ts";
import { userAgentFunctions } from "./user-agent.ts";
import { windowFunctions } from "./windows.ts";
import { xmlFunctions } from "./xml.ts";
import type { FunctionTable, ScalarFunction } from "./scalar-function.ts";

const tables: readonly FunctionTable[] = [
  arraySortFunctions,
  arrayFunctions,
  bagFunctions,
  binFunctions,
  bitFunctions,
  calendarFunctions,
  columnFunctions,
  commandLineFunctions,
  conversionFunctions,
  csvFunctions,
  datetimeFunctions,
  encodingFunctions,
  formatFunctions,
  hashFunctions,
  ipSearchFunctions,
  ipv4Functions,
  ipv6Functions,
  jsonPathFunctions,
  logicFunctions,
  mathFunctions,
  pathFunctions,
  rangeFunctions,
  regexFunctions,
  seriesShapeFunctions,
  seriesFunctions,
  setFunctions,
  statisticsFunctions,
  textFunctions,
  timeZoneFunctions,
  unicodeFunctions,
  unitFunctions,
  urlFunctions,
  userAgentFunctions,
  windowFunctions,
  xmlFunctions,
];

/** All scalar functions by lower-case name. */
export const scalarFunctions: ReadonlyMap<string, ScalarFunction> = new Map(
  tables.flatMap((table) => Object.entries(table)),
);
