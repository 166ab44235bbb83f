import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { KqlType } from "../../table/table.ts";
import { LocalQueryError } from "../errors.ts";
import { type Evaluator, type Expression, constantValue, convertExpression, foldConstant } from "../expression.ts";
import type { Relation } from "../relation.ts";
import type { Scope } from "../scope.ts";
import { keyFunction } from "../values/compare.ts";
import { converter } from "../values/convert.ts";
import { type Dynamic, type Value, isArray, isBag } from "../values/value.ts";
import { caseOf, needleTests, textsOf } from "./text-operators.ts";

/** The values on the right of `in`, `has_any`, `has_all`: for every row the same, or each row's own. */
interface ValueList {
  readonly constant: boolean;
  bind(input: Relation): (row: number) => readonly Value[];
}

/** `left in (…)` in its four forms. The service's names mislead: `In` is `in`, and `InCs` is `in~`, which ignores case. */
export function compileIn(node: SyntaxNode, kind: string, scope: Scope): Expression {
  const left = leftOf(node, scope);
  const ignoreCase = kind.endsWith("CsExpression");
  const wanted = !kind.startsWith("Not");
  const list = valueList(node, left.type, scope);
  const key = keyFunction(left.type);
  const keyOf =
    ignoreCase && left.type === "string"
      ? (value: Value) => (value as string).toLowerCase()
      : (value: Value) => key(value);
  return membership(left, list, (values) => {
    const keys = new Set(values.map(keyOf));
    return (value) => keys.has(keyOf(value)) === wanted;
  });
}

/** `left has_any (…)`, `left has_all (…)`. */
export function compileHasList(node: SyntaxNode, kind: string, scope: Scope): Expression {
  const left = convertExpression(leftOf(node, scope), "string");
  if (left === undefined)
    throw new LocalQueryError("has_any and has_all look into text.", { nextStep: "Use tostring()." });
  const list = valueList(node, "string", scope);
  const has = needleTests["Has"] ?? (() => () => false);
  const all = kind === "HasAllExpression";
  const lower: Expression = { ...left, bind: (input) => textsOf(left, true, input) };
  return membership(lower, list, (values) => {
    const tests = values.map((value) => has(caseOf(value as string, true)));
    return all
      ? (text) => tests.every((test) => test(text as string))
      : (text) => tests.some((test) => test(text as string));
  });
}

function leftOf(node: SyntaxNode, scope: Scope): Expression {
  const left = scope.query.kusto.part(node, "Left");
  if (left === undefined) throw new LocalQueryError("An operator lacks its left side.", { nextStep: "Write it." });
  return scope.query.scalar(left, scope);
}

function membership(
  left: Expression,
  list: ValueList,
  prepare: (values: readonly Value[]) => (value: Value) => boolean,
): Expression {
  return foldConstant({
    type: "bool",
    constant: left.constant && list.constant,
    bind(input): Evaluator {
      const source = left.bind(input);
      const values = list.bind(input);
      if (!list.constant) return (row) => prepare(values(row))(source(row));
      const test = prepare(values(0));
      return (row) => test(source(row));
    },
  });
}

/** The list's values in the type they are compared in. A single tabular expression stands for its first column. */
function valueList(node: SyntaxNode, type: KqlType, scope: Scope): ValueList {
  const { query } = scope;
  const items = query.kusto.parts(node, "Right");
  const [first] = items;
  if (first !== undefined && items.length === 1 && query.kusto.isTable(first.ResultType)) {
    return tableList(first, type, scope);
  }
  const parts = items.map((item) => query.scalar(item, scope));
  const flatten = parts.map((part) => flattener(part.type, type));
  const collect = (read: (part: Expression, index: number) => Value) =>
    parts.flatMap((part, i) => flatten[i]?.(read(part, i)) ?? []);
  const constant = parts.every((part) => part.constant);
  return {
    constant,
    bind(input) {
      if (constant) {
        const values = collect(constantValue);
        return () => values;
      }
      const sources = parts.map((part) => part.bind(input));
      return (row) => collect((_, i) => sources[i]?.(row) ?? null);
    },
  };
}

function tableList(node: SyntaxNode, type: KqlType, scope: Scope): ValueList {
  const plan = scope.query.table(node, scope);
  let values: readonly Value[] | undefined;
  return {
    constant: true,
    bind() {
      const vector = values === undefined ? plan.run().vectors[0] : undefined;
      const convert = flattener(vector?.type ?? type, type);
      values ??= (vector?.values() ?? []).flatMap((value) => convert(value));
      const known = values;
      return () => known;
    },
  };
}

/** A listed value as the values it stands for: an array as its elements, a bag as its keys, all in the wanted type. */
function flattener(from: KqlType, to: KqlType): (value: Value) => readonly Value[] {
  const convert = converter(from, to) ?? (() => null);
  const one = (value: Value) => (value === null ? [] : [convert(value)]);
  if (from !== "dynamic") return one;
  return (value) => {
    if (isArray(value)) return value.flatMap((item: Dynamic) => one(item));
    return isBag(value) ? Object.keys(value).map((key) => (to === "string" ? key : null)) : one(value);
  };
}
