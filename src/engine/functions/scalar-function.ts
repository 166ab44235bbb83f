import type { Column, KqlType } from "../../table/table.ts";
import { LocalQueryError } from "../errors.ts";
import { type Evaluator, type Expression, convertExpression, foldConstant } from "../expression.ts";
import type { Query } from "../scope.ts";
import { type Value, type ValueForms, emptyValue } from "../values/value.ts";

/** A call of a scalar function, its arguments compiled. */
export interface ScalarCall {
  readonly name: string;
  readonly args: readonly Expression[];
  /** What the arguments are called, for functions that make names of them (`bag_pack_columns`); "" for an expression. */
  readonly names: readonly string[];
  /** The type that the binder gives the call. */
  readonly type: KqlType;
  /** The columns of the row at hand. */
  readonly columns: readonly Column[];
  readonly query: Query;
}

export type ScalarFunction = (call: ScalarCall) => Expression;

/** Functions by name; one table a topic. */
export type FunctionTable = Readonly<Record<string, ScalarFunction>>;

type ValuesOf<P extends readonly KqlType[]> = { -readonly [K in keyof P]: ValueForms[P[K]] };

interface StrictOptions {
  /** How many of the parameters, from the end, may be missing; they arrive as undefined. */
  readonly optional?: number;
  /** True for functions that give another value at each call. */
  readonly volatile?: boolean;
}

/**
 * A function of converted arguments that is null (or `""`) when any of them is null. An argument is converted to the parameter's type
 * first, as Kusto does for dynamic values.
 */
export function strict<const P extends readonly KqlType[], R extends KqlType>(
  params: P,
  type: R,
  implementation: (...values: ValuesOf<P>) => ValueForms[R] | null,
  options: StrictOptions = {},
): ScalarFunction {
  return (call) => {
    checkArity(call, params.length - (options.optional ?? 0), params.length);
    const args = call.args.map((arg, i) => convertArgument(call, arg, params[i] ?? arg.type));
    return lift(type, args, implementation as (...values: Value[]) => Value, options.volatile);
  };
}

/** A function of any number of arguments of one type; null when any of them is null. */
export function variadic<P extends KqlType, R extends KqlType>(
  parameter: P,
  type: R,
  implementation: (values: readonly ValueForms[P][]) => ValueForms[R] | null,
): ScalarFunction {
  return (call) => {
    const args = call.args.map((arg) => convertArgument(call, arg, parameter));
    return lift(type, args, (...values) => implementation(values as ValueForms[P][]));
  };
}

/** A function that sees nulls and decides itself. The arguments are not converted. */
export function lenient(
  type: KqlType,
  args: readonly Expression[],
  apply: (values: readonly Value[]) => Value,
): Expression {
  return foldConstant({
    type,
    constant: args.every((arg) => arg.constant),
    bind(input) {
      const sources = args.map((arg) => arg.bind(input));
      return (row) => apply(sources.map((source) => source(row)));
    },
  });
}

/** Applies an implementation to arguments row by row; null in, null out. */
export function lift(
  type: KqlType,
  args: readonly Expression[],
  implementation: (...values: Value[]) => Value,
  volatile = false,
): Expression {
  const expression: Expression = {
    type,
    constant: !volatile && args.every((arg) => arg.constant),
    bind: (input) =>
      applyStrict(
        args.map((arg) => arg.bind(input)),
        implementation,
        emptyValue(type),
      ),
  };
  return foldConstant(expression);
}

function applyStrict(
  sources: readonly Evaluator[],
  implementation: (...values: Value[]) => Value,
  empty: Value,
): Evaluator {
  const [first, second] = sources;
  if (sources.length === 1 && first !== undefined) {
    return (row) => {
      const a = first(row);
      return a === null ? empty : (implementation(a) ?? empty);
    };
  }
  if (sources.length === 2 && first !== undefined && second !== undefined) {
    return (row) => {
      const a = first(row);
      const b = second(row);
      return a === null || b === null ? empty : (implementation(a, b) ?? empty);
    };
  }
  return (row) => {
    const values = sources.map((source) => source(row));
    return values.includes(null) ? empty : (implementation(...values) ?? empty);
  };
}

/** An argument in a parameter's type. @throws LocalQueryError when Kusto has no such conversion */
export function convertArgument(call: ScalarCall, arg: Expression, type: KqlType): Expression {
  const converted = convertExpression(arg, type);
  if (converted !== undefined) return converted;
  throw new LocalQueryError(`${call.name}() takes a ${type} where the query gives a ${arg.type}.`, {
    nextStep: `Convert the argument to ${type} first.`,
  });
}

/** @throws LocalQueryError when the call has too few or too many arguments */
export function checkArity(call: ScalarCall, least: number, most: number): void {
  const count = call.args.length;
  if (count >= least && count <= most) return;
  const wanted = least === most ? String(least) : `${String(least)} to ${String(most)}`;
  throw new LocalQueryError(`${call.name}() takes ${wanted} arguments, not ${String(count)}.`, {
    nextStep: "Correct the arguments.",
  });
}
