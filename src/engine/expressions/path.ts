import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { unsupported } from "../errors.ts";
import { type Evaluator, type Expression, constantValue, convertExpression, foldConstant } from "../expression.ts";
import type { Scope } from "../scope.ts";
import { dynamicText } from "../values/convert.ts";
import { type Dynamic, type Value, isArray, isBag, keyOf } from "../values/value.ts";

/** `value.name`, `value.["name"]`, `value.[expression]`. */
export function compilePath(node: SyntaxNode, scope: Scope): Expression {
  const { kusto } = scope.query;
  const selector = kusto.part(node, "Selector");
  if (selector !== undefined && kusto.kindOf(selector) === "BracketedExpression") return compileElement(node, scope);
  const source = kusto.part(node, "Expression");
  if (source === undefined || selector?.SimpleName === undefined) throw unsupported("this path expression");
  return access(source, { constant: true, key: selector.SimpleName }, scope);
}

/** `value["name"]`, `value[0]`, `value[-1]`. */
export function compileElement(node: SyntaxNode, scope: Scope): Expression {
  const { kusto } = scope.query;
  const source = kusto.part(node, "Expression");
  const bracket = kusto.part(node, "Selector");
  const selector = bracket === undefined ? undefined : kusto.part(bracket, "Expression");
  if (source === undefined || selector === undefined) throw unsupported("this element expression");
  const key = scope.query.scalar(selector, scope);
  return access(source, key.constant ? { constant: true, key: constantValue(key) } : { constant: false, key }, scope);
}

type Selector =
  { readonly constant: true; readonly key: Value } | { readonly constant: false; readonly key: Expression };

function access(node: SyntaxNode, selector: Selector, scope: Scope): Expression {
  const compiled = scope.query.scalar(node, scope);
  const source = convertExpression(compiled, "dynamic") ?? compiled;
  return foldConstant({
    type: "dynamic",
    constant: source.constant && selector.constant,
    bind(input): Evaluator {
      const value = source.bind(input);
      if (selector.constant) {
        const { key } = selector;
        return (row) => elementOf(value(row) as Dynamic, key);
      }
      const key = selector.key.bind(input);
      return (row) => elementOf(value(row) as Dynamic, key(row));
    },
  });
}

/** The element of an array (negative counts from the end) or the value of a bag's key; null when there is none. */
export function elementOf(value: Dynamic, key: Value): Dynamic {
  if (isArray(value)) {
    const index = typeof key === "string" ? Number.NaN : Number(key);
    return value[index < 0 ? value.length + index : index] ?? null;
  }
  return isBag(value) ? keyOf(value, dynamicText(key as Dynamic)) : null;
}
