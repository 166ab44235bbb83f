import type { KqlType } from "../table/table.ts";
import type { Relation } from "./relation.ts";
import { type Vector, valueVector } from "./vector.ts";
import { type Converter, converter } from "./values/convert.ts";
import { type Value, emptyValue } from "./values/value.ts";

/** The value of an expression for a row of the relation it was bound to. */
export type Evaluator = (row: number) => Value;

/** A compiled scalar expression: compiled once a query, bound to each relation it runs over. */
export interface Expression {
  readonly type: KqlType;
  /** True when the value is the same for every row of every relation; it may be read with {@link constantValue}. */
  readonly constant: boolean;
  /** The index of the column, when the expression is a mere column. */
  readonly column?: number;
  bind(input: Relation): Evaluator;
}

const nothing: Relation = { columns: [], vectors: [], rowCount: 0 };

export function literalExpression(type: KqlType, value: Value): Expression {
  return { type, constant: true, bind: () => () => value };
}

export function columnExpression(type: KqlType, index: number): Expression {
  return {
    type,
    constant: false,
    column: index,
    bind(input) {
      const values = input.vectors[index]?.values() ?? [];
      return (row) => values[row] ?? null;
    },
  };
}

/** The value of a constant expression. */
export function constantValue(expression: Expression): Value {
  return expression.bind(nothing)(0);
}

/** The value of a constant expression as text; `""` for null. */
export function constantText(expression: Expression): string {
  const text = convertExpression(expression, "string");
  const value = text === undefined ? "" : constantValue(text);
  return typeof value === "string" ? value : "";
}

/** An expression that is evaluated once, at first use; only for constant ones. */
export function onceExpression(type: KqlType, compute: () => Value): Expression {
  let known: { readonly value: Value } | undefined;
  return {
    type,
    constant: true,
    bind: () => ((known ??= { value: compute() }), constantly(known.value)),
  };
}

function constantly(value: Value): Evaluator {
  return () => value;
}

/** The expression itself, or one that computes a constant only once. */
export function foldConstant(expression: Expression): Expression {
  return expression.constant ? onceExpression(expression.type, () => constantValue(expression)) : expression;
}

/** The expression in another type; undefined where Kusto has no such conversion. Null stays null, or becomes `""` as a string. */
export function convertExpression(expression: Expression, type: KqlType): Expression | undefined {
  if (expression.type === type) return expression;
  const convert: Converter | undefined = converter(expression.type, type);
  if (convert === undefined) return undefined;
  const empty = emptyValue(type);
  return foldConstant({
    type,
    constant: expression.constant,
    bind(input) {
      const source = expression.bind(input);
      return (row) => {
        const value = source(row);
        return value === null ? empty : (convert(value) ?? empty);
      };
    },
  });
}

/** The values of an expression for every row, as a column. */
export function evaluateColumn(expression: Expression, input: Relation): Vector {
  const column = expression.column === undefined ? undefined : input.vectors[expression.column];
  if (column !== undefined) return column;
  const evaluate = expression.bind(input);
  const values: Value[] = [];
  for (let row = 0; row < input.rowCount; row++) values.push(evaluate(row));
  return valueVector(expression.type, values);
}
