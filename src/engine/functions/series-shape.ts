import { literalExpression } from "../expression.ts";
import { dynamicKey } from "../values/compare.ts";
import { type Dynamic, type Value, isArray, toDynamic } from "../values/value.ts";
import { type FunctionTable, type ScalarFunction, checkArity, lenient, strict } from "./scalar-function.ts";
import { numberAt, numbersOf, realItem } from "./series.ts";

/** Fills missing elements; the second argument says which value counts as missing (null without it). */
function filling(fill: (series: readonly Dynamic[], missing: (item: Dynamic) => boolean) => Dynamic): ScalarFunction {
  return (call) => {
    checkArity(call, 1, 2);
    const type = call.args[1]?.type ?? "dynamic";
    return lenient("dynamic", call.args, ([series = null, placeholder = null]) =>
      isArray(series) ? fill(series, missingTest(placeholder, type)) : null,
    );
  };
}

function missingTest(placeholder: Value, type: Parameters<typeof toDynamic>[1]): (item: Dynamic) => boolean {
  const key = dynamicKey(toDynamic(placeholder, type));
  return (item) => item === null || dynamicKey(item) === key;
}

function forward(series: readonly Dynamic[], missing: (item: Dynamic) => boolean): Dynamic {
  let last: Dynamic = null;
  return series.map((item) => {
    if (!missing(item)) last = item;
    return missing(item) ? (last ?? item) : item;
  });
}

const backward = (series: readonly Dynamic[], missing: (item: Dynamic) => boolean): Dynamic =>
  (forward(series.toReversed(), missing) as readonly Dynamic[]).toReversed();

/** `series_fill_const(series, constant [, missing])`. */
const fillConst: ScalarFunction = (call) => {
  checkArity(call, 2, 3);
  const [series, constant, placeholder = literalExpression("dynamic", null)] = call.args;
  if (series === undefined || constant === undefined) return literalExpression("dynamic", null);
  const [constantType, placeholderType] = [constant.type, placeholder.type];
  return lenient("dynamic", [series, constant, placeholder], ([items = null, value = null, hole = null]) => {
    if (!isArray(items)) return null;
    const missing = missingTest(hole, placeholderType);
    return items.map((item) => (missing(item) ? toDynamic(value, constantType) : item));
  });
};

/** `series_fill_linear(series [, missing [, fill_edges [, constant]]])`: straight lines between known elements. */
const fillLinear: ScalarFunction = (call) => {
  checkArity(call, 1, 4);
  const types = call.args.map((arg) => arg.type);
  return lenient("dynamic", call.args, ([series, hole = null, edges = true, constant = 0]) => {
    if (series === undefined || !isArray(series)) return null;
    const missing = missingTest(hole, types[1] ?? "dynamic");
    const items = series.map((item) => (missing(item) ? null : item));
    const allMissing = items.every((item) => item === null);
    return allMissing ? items.map(() => toDynamic(constant, types[3] ?? "long")) : interpolate(items, edges === true);
  });
};

/** Series of whole numbers stay whole. */
function interpolate(items: readonly Dynamic[], fillEdges: boolean): Dynamic {
  const known = items.flatMap((item, i) => (numberAt(item) === null ? [] : [i]));
  const whole = known.every((i) => Number.isInteger(items[i]));
  const [first = 0, last = 0] = [known[0], known.at(-1)];
  const edge = (i: number) => (fillEdges ? (items[i < first ? first : last] ?? null) : null);
  return items.map((item, i) => {
    if (numberAt(item) !== null) return item;
    if (i < first || i > last) return edge(i);
    const value = between(items, known.findLast((k) => k < i) ?? first, known.find((k) => k > i) ?? last, i);
    return whole ? Math.trunc(value) : realItem(value);
  });
}

function between(series: readonly Dynamic[], left: number, right: number, at: number): number {
  const [a, b] = [numberAt(series[left]) ?? 0, numberAt(series[right]) ?? 0];
  return a + ((b - a) * (at - left)) / (right - left);
}

/** min, min_idx, max, max_idx, avg, stdev, variance. */
function stats(series: Dynamic): readonly (number | null)[] | null {
  const x = numbersOf(series);
  if (x === null || x.length === 0) return null;
  const [min, max] = [Math.min(...x), Math.max(...x)];
  const avg = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.length < 2 ? 0 : x.reduce((sum, value) => sum + (value - avg) ** 2, 0) / (x.length - 1);
  return [min, x.indexOf(min), max, x.indexOf(max), avg, Math.sqrt(variance), variance];
}

const statNames = ["min", "min_idx", "max", "max_idx", "avg", "stdev", "variance", "sum", "len"];

function statsBag(series: Dynamic): Dynamic {
  const [values, x] = [stats(series), numbersOf(series)];
  if (values === null || x === null) return null;
  return asBag(statNames, [...values, x.reduce((sum, value) => sum + value, 0), x.length]);
}

/** Least squares: rsquare, slope, variance, rvariance, interception, line_fit. */
function fitLine(series: Dynamic): readonly Dynamic[] | null {
  const y = numbersOf(series);
  if (y === null || y.length < 2) return null;
  const n = y.length;
  const meanX = (n - 1) / 2;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  const sxx = y.reduce((sum, _, i) => sum + (i - meanX) ** 2, 0);
  const slope = y.reduce((sum, value, i) => sum + (i - meanX) * (value - meanY), 0) / sxx;
  const interception = meanY - slope * meanX;
  const line = y.map((_, i) => interception + slope * i);
  const variance = y.reduce((sum, value) => sum + (value - meanY) ** 2, 0) / (n - 1);
  const residual = y.reduce((sum, value, i) => sum + (value - (line[i] ?? 0)) ** 2, 0) / (n - 1);
  const rsquare = variance === 0 ? 1 : 1 - residual / variance;
  return [rsquare, slope, variance, residual, interception, line].map((item) =>
    typeof item === "number" ? realItem(item) : item.map(realItem),
  );
}

const fitNames = ["rsquare", "slope", "variance", "rvariance", "interception", "line_fit"];

function asBag(names: readonly string[], values: readonly Dynamic[] | null): Dynamic {
  return values === null ? null : Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
}

/** Gaps, summaries and lines of series. */
export const seriesShapeFunctions: FunctionTable = {
  series_fill_forward: filling(forward),
  series_fill_backward: filling(backward),
  series_fill_const: fillConst,
  series_fill_linear: fillLinear,
  series_stats: strict(["dynamic"], "dynamic", stats),
  series_stats_dynamic: strict(["dynamic"], "dynamic", statsBag),
  series_fit_line: strict(["dynamic"], "dynamic", fitLine),
  series_fit_line_dynamic: strict(["dynamic"], "dynamic", (series) => asBag(fitNames, fitLine(series))),
};
