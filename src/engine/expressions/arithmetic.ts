import type { KqlType } from "../../table/table.ts";
import { type Evaluator, type Expression, convertExpression, foldConstant } from "../expression.ts";
import { Decimal } from "../values/decimal.ts";
import {
  type Long,
  addLong,
  divideLong,
  longOf,
  moduloLong,
  multiplyLong,
  negateLong,
  subtractLong,
  truncateToLong,
} from "../values/long.ts";
import { datetimeInRange } from "../values/ticks.ts";
import { typeMismatch } from "./mismatch.ts";
import { type Dynamic, Typed, type Value } from "../values/value.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";
type Operation = (a: Value, b: Value) => Value;

const onLongs: Readonly<Record<ArithmeticOperator, (a: Long, b: Long) => Long | null>> = {
  "+": addLong,
  "-": subtractLong,
  "*": multiplyLong,
  "/": divideLong,
  "%": moduloLong,
};

const onReals: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => (a % b < 0 ? (a % b) + Math.abs(b) : a % b),
};

const onDecimals: Readonly<Record<ArithmeticOperator, (a: Decimal, b: Decimal) => Decimal | null>> = {
  "+": (a, b) => Decimal.add(a, b),
  "-": (a, b) => Decimal.sub(a, b),
  "*": (a, b) => Decimal.mul(a, b),
  "/": (a, b) => (b.isZero() ? null : Decimal.div(a, b)),
  "%": (a, b) => (b.isZero() ? null : decimalModulo(Decimal.mod(a, b), b.abs())),
};

const decimalModulo = (rest: Decimal, of: Decimal) => (rest.isNegative() && !rest.isZero() ? rest.add(of) : rest);

const integers: ReadonlySet<KqlType> = new Set(["int", "long", "bool"]);
const numeric: ReadonlySet<KqlType> = new Set([...integers, "real", "decimal"]);
const ticks: ReadonlySet<KqlType> = new Set(["datetime", "timespan"]);

/** `left operator right`; null when either side is null. @throws LocalQueryError for types that do not go together */
export function compileArithmetic(operator: ArithmeticOperator, left: Expression, right: Expression): Expression {
  if (left.type === "dynamic" || right.type === "dynamic") return dynamicArithmetic(operator, left, right);
  if (ticks.has(left.type) || ticks.has(right.type)) return tickArithmetic(operator, left, right);
  const type = numericType(left.type, right.type);
  const [a, b] = [convertExpression(left, type), convertExpression(right, type)];
  const numbers = numeric.has(left.type) && numeric.has(right.type);
  if (!numbers || a === undefined || b === undefined) throw typeMismatch(operator, left.type, right.type);
  return binary(type, a, b, numericOperation(operator, type));
}

function numericType(left: KqlType, right: KqlType): KqlType {
  if (left === "decimal" || right === "decimal") return "decimal";
  if (integers.has(left) && integers.has(right)) return "long";
  return "real";
}

function numericOperation(operator: ArithmeticOperator, type: KqlType): Operation {
  if (type === "decimal") return onDecimals[operator] as Operation;
  if (type === "real") return onReals[operator] as Operation;
  return onLongs[operator] as Operation;
}

/** Datetimes and timespans: sums and differences of ticks, multiples and ratios of timespans. */
function tickArithmetic(operator: ArithmeticOperator, left: Expression, right: Expression): Expression {
  if (ticks.has(left.type) && ticks.has(right.type)) return betweenTicks(operator, left, right);
  if (operator === "*") {
    const [timespan, factor] = ticks.has(right.type) ? [right, left] : [left, right];
    return scaled(operator, timespan, factor, (a, b) => a * b, multiplyLong);
  }
  if (operator === "/" && left.type === "timespan") return scaled(operator, left, right, (a, b) => a / b, divideLong);
  throw typeMismatch(operator, left.type, right.type);
}

/** The results of operators between datetimes and timespans, by the types of both sides. */
const tickResults: Readonly<Record<string, "datetime" | "timespan" | "real">> = {
  "datetime - datetime": "timespan",
  "datetime - timespan": "datetime",
  "datetime + timespan": "datetime",
  "timespan + datetime": "datetime",
  "timespan + timespan": "timespan",
  "timespan - timespan": "timespan",
  "timespan % timespan": "timespan",
  "timespan / timespan": "real",
};

function betweenTicks(operator: ArithmeticOperator, left: Expression, right: Expression): Expression {
  const type = tickResults[`${left.type} ${operator} ${right.type}`];
  if (type === undefined) throw typeMismatch(operator, left.type, right.type);
  if (type === "real") return binary(type, left, right, (a, b) => Number(a) / Number(b));
  const operation = onLongs[operator] as Operation;
  if (type === "timespan") return binary(type, left, right, operation);
  return binary(type, left, right, (a, b) => datetimeInRange(operation(a, b) as Long));
}

function scaled(
  operator: ArithmeticOperator,
  timespan: Expression,
  factor: Expression,
  real: (a: number, b: number) => number,
  whole: (a: Long, b: Long) => Long | null,
): Expression {
  const number = numeric.has(factor.type) ? convertExpression(factor, "real") : undefined;
  if (number === undefined || timespan.type !== "timespan") throw typeMismatch(operator, timespan.type, factor.type);
  if (integers.has(factor.type)) return binary("timespan", timespan, factor, whole as Operation);
  return binary("timespan", timespan, number, (a, b) => truncateToLong(Math.round(real(Number(a), b as number))));
}

/** Numbers inside dynamic values take part as what they are; anything else gives null. */
function dynamicArithmetic(operator: ArithmeticOperator, left: Expression, right: Expression): Expression {
  const [a, b] = [convertExpression(left, "dynamic"), convertExpression(right, "dynamic")];
  if (a === undefined || b === undefined) throw typeMismatch(operator, left.type, right.type);
  return binary("dynamic", a, b, (x, y) => {
    const [m, n] = [dynamicNumber(x as Dynamic), dynamicNumber(y as Dynamic)];
    if (m === undefined || n === undefined) return null;
    if (m.whole && n.whole) return onLongs[operator](m.value, n.value);
    const result = onReals[operator](Number(m.value), Number(n.value));
    return Number.isInteger(result) ? new Typed("real", result) : result;
  });
}

function dynamicNumber(value: Dynamic): { readonly value: Long; readonly whole: boolean } | undefined {
  if (value instanceof Typed && value.type === "real") return { value: Number(value.value), whole: false };
  if (typeof value === "bigint") return { value: longOf(value), whole: true };
  return typeof value === "number" ? { value, whole: Number.isInteger(value) } : undefined;
}

/** `-x` for numbers and timespans. */
export function compileNegation(operand: Expression): Expression {
  const operation: Operation = unaryMinus(operand.type);
  return foldConstant({
    type: operand.type,
    constant: operand.constant,
    bind(input) {
      const source = operand.bind(input);
      return (row) => {
        const value = source(row);
        return value === null ? null : operation(value, null);
      };
    },
  });
}

function unaryMinus(type: KqlType): Operation {
  if (type === "real") return (value) => -(value as number);
  if (type === "decimal") return (value) => (value as Decimal).negated();
  if (type === "int" || type === "long" || type === "timespan") return (value) => negateLong(value as Long);
  throw typeMismatch("-", type, type);
}

function binary(type: KqlType, left: Expression, right: Expression, operation: Operation): Expression {
  return foldConstant({
    type,
    constant: left.constant && right.constant,
    bind(input): Evaluator {
      const a = left.bind(input);
      const b = right.bind(input);
      return (row) => {
        const x = a(row);
        if (x === null) return null;
        const y = b(row);
        return y === null ? null : operation(x, y);
      };
    },
  });
}
