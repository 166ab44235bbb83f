import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { KqlType } from "../../table/table.ts";
import type { Groups } from "../aggregates/aggregate.ts";
import { BudgetError, LocalQueryError } from "../errors.ts";
import { type Expression, constantValue, convertExpression, evaluateColumn, literalExpression } from "../expression.ts";
import { type Relation, pickVectors, relationOf } from "../relation.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import { type Long, addLong, floorLong, subtractLong } from "../values/long.ts";
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

/** The bins of an axis. */
interface Bins {
  readonly start: Long;
  readonly step: Long;
  readonly count: number;
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
    const bins = binsOf(range, axisValues, scope.query.budget.limits.maxCells / Math.max(1, groups.count));
    const binned = binGroups(groups, bins, axisValues, relation);
    const arrays = series.map((each) => seriesArrays(each, relation, binned, groups.count, bins));
    const steps = Array.from({ length: bins.count }, (_, i) =>
      toDynamic(addLong(bins.start, multiple(bins.step, i)), axis.type),
    );
    const axisVector = valueVector("dynamic", new Array<Dynamic>(groups.count).fill(steps));
    return relationOf(columns, [...pickVectors(keyColumns, groups.first), ...arrays, axisVector], groups.count);
  });
};

function multiple(step: Long, count: number): Long {
  return typeof step === "number" && Number.isSafeInteger(step * count) ? step * count : BigInt(step) * BigInt(count);
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

function binsOf(range: AxisRange, values: readonly Value[], most: number): Bins {
  const step = constantValue(range.step) as Long | null;
  if (step === null || step <= 0)
    throw new LocalQueryError("The step of make-series must be positive.", { nextStep: "Write another step." });
  const known = values.filter((value): value is Long => typeof value === "number" || typeof value === "bigint");
  const least = known.reduce<Long | null>((a, b) => (a === null || b < a ? b : a), null);
  const greatest = known.reduce<Long | null>((a, b) => (a === null || b > a ? b : a), null);
  const start = (
    range.from === undefined ? (least === null ? null : floorLong(least, step)) : constantValue(range.from)
  ) as Long | null;
  const end = (range.to === undefined ? greatest : constantValue(range.to)) as Long | null;
  if (start === null || end === null) return { start: 0, step, count: 0 };
  const inclusive = range.inclusive || range.to === undefined;
  const length = Number(subtractLong(end, start)) / Number(step);
  const count = Math.max(0, inclusive ? Math.floor(length) + 1 : Math.ceil(length));
  if (count > most) {
    throw new BudgetError("make-series would give too many bins.", {
      nextStep: "Take a larger step or a shorter range.",
    });
  }
  return { start, step, count };
}

/** Groups by key and bin: number = key * bins + bin. Rows outside the axis are left out. */
function binGroups(groups: Groups, bins: Bins, values: readonly Value[], relation: Relation): Groups {
  const of = new Int32Array(relation.rowCount).fill(-1);
  for (let row = 0; row < relation.rowCount; row++) {
    const value = values[row] ?? null;
    if (value === null) continue;
    const bin = Math.floor(Number(subtractLong(value as Long, bins.start)) / Number(bins.step));
    if (bin >= 0 && bin < bins.count) of[row] = (groups.of[row] ?? 0) * bins.count + bin;
  }
  return { of, count: groups.count * bins.count };
}

function seriesArrays(series: Series, relation: Relation, binned: Groups, groupCount: number, bins: Bins): Vector {
  const type = series.aggregate.types[0] ?? "long";
  const values = series.aggregate.run(relation, binned)[0]?.values() ?? [];
  const present = new Uint8Array(binned.count);
  for (const group of binned.of) if (group >= 0) present[group] = 1;
  const fallback = toDynamic(constantValue(series.fallback), type);
  const arrays = Array.from({ length: groupCount }, (_, group): Dynamic =>
    Array.from({ length: bins.count }, (__, bin) => {
      const index = group * bins.count + bin;
      return present[index] === 1 ? toDynamic(values[index] ?? null, type) : fallback;
    }),
  );
  return valueVector("dynamic", arrays);
}
