import type { KqlType } from "../../table/table.ts";
import { type Expression, convertExpression, foldConstant } from "../expression.ts";
import { comparisonOf, keyFunction } from "../values/compare.ts";
import { dynamicText } from "../values/convert.ts";
import { parseLong } from "../values/long.ts";
import { parseReal } from "../values/real-text.ts";
import { type Dynamic, Typed, type Value } from "../values/value.ts";
import { typeMismatch } from "./mismatch.ts";

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
type Test = (a: Value, b: Value) => boolean;

const numbers: ReadonlySet<KqlType> = new Set(["int", "long", "real", "bool"]);

/**
 * `left operator right`. Two nulls compare to null; one null is unequal to everything, and has no order (null). Strings are never null.
 * @throws LocalQueryError for types that do not go together
 */
export function compileComparison(operator: ComparisonOperator, left: Expression, right: Expression): Expression {
  const [a, b, type] = unify(operator, left, right);
  const test = testOf(operator, type);
  const oneNull = operator === "==" ? false : operator === "!=" ? true : null;
  return foldConstant({
    type: "bool",
    constant: a.constant && b.constant,
    bind(input) {
      const x = a.bind(input);
      const y = b.bind(input);
      return (row) => {
        const p = x(row);
        const q = y(row);
        if (p === null || q === null) return p === q ? null : oneNull;
        return test(p, q);
      };
    },
  });
}

/** Both sides in the type in which they are compared. */
function unify(operator: string, left: Expression, right: Expression): readonly [Expression, Expression, KqlType] {
  if (left.type === right.type) return [left, right, left.type];
  if (left.type === "dynamic") return [dynamicAs(left, right.type), right, right.type];
  if (right.type === "dynamic") return [left, dynamicAs(right, left.type), left.type];
  if (numbers.has(left.type) && numbers.has(right.type)) return [numeric(left), numeric(right), "real"];
  const type = [left.type, right.type].includes("decimal") ? "decimal" : left.type;
  const [a, b] = [convertExpression(left, type), convertExpression(right, type)];
  if (a === undefined || b === undefined) throw typeMismatch(operator, left.type, right.type);
  return [a, b, type];
}

function numeric(expression: Expression): Expression {
  return expression.type === "bool" ? (convertExpression(expression, "long") ?? expression) : expression;
}

/** A dynamic value as what it is compared with. Numbers keep their fraction, whatever the other side's type. */
function dynamicAs(expression: Expression, type: KqlType): Expression {
  if (!numbers.has(type) || type === "bool") return convertExpression(expression, type) ?? expression;
  return {
    type: "real",
    constant: expression.constant,
    bind(input) {
      const source = expression.bind(input);
      return (row) => numberIn(source(row) as Dynamic);
    },
  };
}

function numberIn(value: Dynamic): Value {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return Number(value);
  if (value === null || (typeof value === "object" && !(value instanceof Typed))) return null;
  const text = dynamicText(value);
  return parseLong(text) ?? parseReal(text);
}

function testOf(operator: ComparisonOperator, type: KqlType): Test {
  if (operator === "==" || operator === "!=") return equalityOf(operator === "==", type);
  if (type === "dynamic" || type === "decimal") return ordered(operator, type);
  return plainOrder[operator];
}

function equalityOf(wanted: boolean, type: KqlType): Test {
  if (type === "dynamic" || type === "decimal") {
    const key = keyFunction(type);
    return (a, b) => (key(a) === key(b)) === wanted;
  }
  // A long as a bigint may equal a real as a number.
  if (type === "real") return (a, b) => (a === b || (typeof a !== typeof b && equalNumbers(a, b))) === wanted;
  return wanted ? (a, b) => a === b : (a, b) => a !== b;
}

function equalNumbers(a: Value, b: Value): boolean {
  return (a as number) <= (b as number) && (a as number) >= (b as number);
}

function ordered(operator: "<" | "<=" | ">" | ">=", type: KqlType): Test {
  const compare = comparisonOf(type);
  const test = plainOrder[operator];
  return (a, b) => test(compare(a, b), 0);
}

const plainOrder: Readonly<Record<"<" | "<=" | ">" | ">=", Test>> = {
  "<": (a, b) => (a as number) < (b as number),
  "<=": (a, b) => (a as number) <= (b as number),
  ">": (a, b) => (a as number) > (b as number),
  ">=": (a, b) => (a as number) >= (b as number),
};
