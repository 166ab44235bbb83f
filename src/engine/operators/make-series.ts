import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { KqlType } from "../../table/table.ts";
import type { Groups } from "../aggregates/aggregate.ts";
import { BudgetError, LocalQueryError } from "../errors.ts";
import { type Expression, constantValue, convertExpression, evaluateColumn, literalExpression } from "../expression.ts";
import { type Relation, pickVectors, relationOf } from "../relation.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import { type Long, addLong, floorLong, multiplyLong, subtractLong } from "../values/long.ts";
import { type Dynamic, type Value, toDynamic } from "../values/value.ts";
import { type Vector, valueVector } from "../vector.ts";
import { groupBy, oneGroup } from "./grouping.ts";
import { type OperatorCompiler, compileOver, namedColumns, parametersOf, required, transform } from "./operator.ts";
import { compileProjections, evaluateAll, expressionsOf } from "./projection.ts";
import { type AggregateOutputs, compileOutputs } from "./summarize.ts";

/** One series: an aggregate, and what stands where a bin has no rows. */
interface Series {
  readonly aggregate: AggregateOutputs;
  readonly fallback: Expression;
}

/** The axis as the query gives it; a missing end is taken from the data. The end is excluded unless `inclusive`. */
interface AxisRange {
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly step: Expression;
  readonly inclusive: boolean;
}

/** The bins of one series; `offset` is the number of its first bin among the bins of all series. */
interface Bins {
  readonly start: Long;
  readonly count: number;
  readonly offset: number;
}

/** `make-series`: one row a key, with an array of one value a bin for each aggregate and for the axis. */
export const compileMakeSeries: OperatorCompiler = (node, input, scope) => {
  const { kusto } = scope.query;
  const byClause = kusto.part(node, "ByClause");
  const keyNodes = byClause === undefined ? [] : kusto.parts(byClause, "Expressions");
  const keys = expressionsOf(compileProjections(keyNodes, rowScope(scope, input.columns)));
  const series = kusto.parts(node, "Aggregates").map((part) => compileSeries(part, input, scope));
  const axis = compileOver(required(required(node, "OnClause", scope), "Expression", scope), input, scope);
  const range = compileRange(node, axis.type, scope);
  const nonEmpty = parametersOf(node, scope).get("kind") === "nonempty";
  const types: readonly KqlType[] = [
    ...keys.map((key) => key.type),
    ...series.map((): KqlType => "dynamic"),
    "dynamic",
  ];
  const columns = namedColumns(node, types, scope);
  return transform(input, columns, scope, (relation) => {
    const keyColumns = evaluateAll(keys, relation);
    const groups =
      byClause === undefined && (nonEmpty || relation.rowCount > 0)
        ? oneGroup(relation.rowCount)
        : groupBy(keyColumns, relation.rowCount);
    const axisValues = evaluateColumn(axis, relation).values();
    const bins = binsOf(range, axisValues, groups, scope.query.budget.limits.maxCells);
    const binned = binGroups(groups, bins, stepOf(range), axisValues);
    const arrays = series.map((each) => seriesArrays(each, relation, binned, bins));
    const axisVector = valueVector("dynamic", axisArrays(bins, stepOf(range), axis.type));
    return relationOf(columns, [...pickVectors(keyColumns, groups.first), ...arrays, axisVector], groups.count);
  });
};

function axisArrays(bins: readonly Bins[], step: Long, type: KqlType): readonly Dynamic[] {
  let last: { readonly bins: Bins; readonly steps: Dynamic } | undefined;
  return bins.map((each) => {
    // Series that share their bins share the array, too.
    if (last !== undefined && last.bins.start === each.start && last.bins.count === each.count) return last.steps;
    const steps = Array.from({ length: each.count }, (_, i) =>
      toDynamic(addLong(each.start, multiplyLong(step, i)), type),
    );
    last = { bins: each, steps };
    return steps;
  });
}

function compileSeries(node: SyntaxNode, input: TablePlan, scope: Scope): Series {
  const { kusto } = scope.query;
  const aggregate = compileOutputs([required(node, "Expression", scope)], [], input, scope);
  const clause = kusto.part(node, "DefaultExpression");
  const type = aggregate.types[0] ?? "long";
  const given =
    clause === undefined ? undefined : scope.query.scalar(required(clause, "Expression", scope), rowScope(scope, []));
  const fallback = given ?? literalExpression("long", 0);
  return { aggregate, fallback: convertExpression(fallback, type) ?? literalExpression(type, null) };
}

function compileRange(node: SyntaxNode, type: KqlType, scope: Scope): AxisRange {
  const { kusto } = scope.query;
  const clause = required(node, "RangeClause", scope);
  const stepType: KqlType = type === "datetime" ? "timespan" : type;
  const compile = (part: SyntaxNode, as: KqlType) => {
    const expression = scope.query.scalar(part, rowScope(scope, []));
    return convertExpression(expression, as) ?? expression;
  };
  if (kusto.kindOf(clause) === "MakeSeriesInRangeClause") {
    const [from, to, step] = kusto.parts(clause, "Arguments");
    if (from === undefined || to === undefined || step === undefined) throw incomplete();
    return { from: compile(from, type), to: compile(to, type), step: compile(step, stepType), inclusive: true };
  }
  const inner = (name: string) => {
    const part = kusto.part(clause, name);
    return part === undefined ? undefined : kusto.part(part, "Expression");
  };
  const [from, to, step] = [inner("MakeSeriesFromClause"), inner("MakeSeriesToClause"), inner("MakeSeriesStepClause")];
  if (step === undefined) throw incomplete();
  return {
    from: from === undefined ? undefined : compile(from, type),
    to: to === undefined ? undefined : compile(to, type),
    step: compile(step, stepType),
    inclusive: false,
  };
}

function incomplete(): LocalQueryError {
  return new LocalQueryError("make-series lacks its step.", { nextStep: "Write: on axis from a to b step c." });
}

function stepOf(range: AxisRange): Long {
  const step = constantValue(range.step) as Long | null;
  if (step !== null && step > 0) return step;
  throw new LocalQueryError("The step of make-series must be positive.", { nextStep: "Write another step." });
}

/** The bins of each series. An end that the query does not give is that of the series' own data. */
function binsOf(range: AxisRange, values: readonly Value[], groups: Groups, most: number): readonly Bins[] {
  const step = stepOf(range);
  const [from, to] = [endOf(range.from), endOf(range.to)];
  const [least, greatest] = from !== undefined && to !== undefined ? [[], []] : extent(values, groups);
  const inclusive = range.inclusive || to === undefined;
  let offset = 0;
  return Array.from({ length: groups.count }, (_, group) => {
    const first = least[group];
    const start = from ?? (first === undefined ? undefined : (floorLong(first, step) ?? first));
    const end = to ?? greatest[group];
    const bins = { start: start ?? 0, count: binCount(start, end, step, inclusive), offset };
    offset += bins.count;
    if (offset > most) {
      throw new BudgetError("make-series would give too many bins.", {
        nextStep: "Take a larger step or a shorter range.",
      });
    }
    return bins;
  });
}

function endOf(expression: Expression | undefined): Long | undefined {
  const value = expression === undefined ? null : (constantValue(expression) as Long | null);
  return value ?? undefined;
}

/** The least and the greatest axis value of each group. */
function extent(values: readonly Value[], groups: Groups): readonly [(Long | undefined)[], (Long | undefined)[]] {
  const least: (Long | undefined)[] = [];
  const greatest: (Long | undefined)[] = [];
  for (const [row, group] of groups.of.entries()) {
    const value = values[row] as Long | null;
    if (value === null) continue;
    const [low, high] = [least[group], greatest[group]];
    if (low === undefined || value < low) least[group] = value;
    if (high === undefined || value > high) greatest[group] = value;
  }
  return [least, greatest];
}

function binCount(start: Long | undefined, end: Long | undefined, step: Long, inclusive: boolean): number {
  if (start === undefined || end === undefined) return 0;
  const length = Number(subtractLong(end, start)) / Number(step);
  return Math.max(0, inclusive ? Math.floor(length) + 1 : Math.ceil(length));
}

/** Groups by series and bin. Rows outside the axis are left out. */
function binGroups(groups: Groups, bins: readonly Bins[], step: Long, values: readonly Value[]): Groups {
  const last = bins.at(-1);
  const of = groups.of.map((group, row) => {
    const value = values[row] ?? null;
    const series = bins[group];
    if (value === null || series === undefined) return -1;
    const bin = Math.floor(Number(subtractLong(value as Long, series.start)) / Number(step));
    return bin >= 0 && bin < series.count ? series.offset + bin : -1;
  });
  return { of, count: last === undefined ? 0 : last.offset + last.count };
}

function seriesArrays(series: Series, relation: Relation, binned: Groups, bins: readonly Bins[]): Vector {
  const type = series.aggregate.types[0] ?? "long";
  const values = series.aggregate.run(relation, binned)[0]?.values() ?? [];
  const present = new Uint8Array(binned.count);
  for (const group of binned.of) if (group >= 0) present[group] = 1;
  const fallback = toDynamic(constantValue(series.fallback), type);
  const arrays = bins.map(({ offset, count }): Dynamic =>
    Array.from({ length: count }, (_, bin) =>
      present[offset + bin] === 1 ? toDynamic(values[offset + bin] ?? null, type) : fallback,
    ),
  );
  return valueVector("dynamic", arrays);
}
