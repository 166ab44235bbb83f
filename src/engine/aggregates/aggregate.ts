import type { Column, KqlType } from "../../table/table.ts";
import type { Expression } from "../expression.ts";
import type { Relation } from "../relation.ts";
import type { Query } from "../scope.ts";
import { type Vector, valueVector } from "../vector.ts";
import type { Value } from "../values/value.ts";

/** Which group each row belongs to; -1 leaves a row out. */
export interface Groups {
  readonly of: Int32Array;
  readonly count: number;
}

/** A call of an aggregate, its arguments compiled. */
export interface AggregateCall {
  readonly name: string;
  /** The arguments; `*` stands there as the columns it means. */
  readonly args: readonly Expression[];
  /** The type that the binder gives the call; of a call with several columns that of the first. */
  readonly type: KqlType;
  readonly columns: readonly Column[];
  readonly query: Query;
}

/** A compiled aggregate: one column, or several for `arg_max`, `take_any(a, b)` and `percentiles`. */
export interface Aggregate {
  readonly types: readonly KqlType[];
  /** One value a group for each column. */
  run(input: Relation, groups: Groups): readonly Vector[];
}

export type AggregateFunction = (call: AggregateCall) => Aggregate;
export type AggregateTable = Readonly<Record<string, AggregateFunction>>;

/** An aggregate of one column. */
export function single(type: KqlType, compute: (input: Relation, groups: Groups) => readonly Value[]): Aggregate {
  return { types: [type], run: (input, groups) => [valueVector(type, compute(input, groups))] };
}

/** Calls `visit` for every row that is in a group and where the expression is not null. */
export function eachValue(
  expression: Expression,
  input: Relation,
  groups: Groups,
  visit: (group: number, value: Exclude<Value, null>, row: number) => void,
): void {
  const evaluate = expression.bind(input);
  for (let row = 0; row < input.rowCount; row++) {
    const group = groups.of[row] ?? -1;
    if (group < 0) continue;
    const value = evaluate(row);
    if (value !== null) visit(group, value, row);
  }
}

/** The groups without the rows for which the condition is not true. */
export function rowsWhere(condition: Expression, input: Relation, groups: Groups): Groups {
  const test = condition.bind(input);
  return { count: groups.count, of: groups.of.map((group, row) => (group >= 0 && test(row) === true ? group : -1)) };
}

/** The `…if` form of an aggregate: the last argument, or the one at `at`, is a condition on the rows. */
export function conditional(aggregate: AggregateFunction, at?: number): AggregateFunction {
  return (call) => {
    const index = at ?? call.args.length - 1;
    const condition = call.args[index];
    const inner = aggregate({ ...call, args: call.args.filter((_, i) => i !== index) });
    if (condition === undefined) return inner;
    return { types: inner.types, run: (input, groups) => inner.run(input, rowsWhere(condition, input, groups)) };
  };
}
