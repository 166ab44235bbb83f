import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Literal } from "../../kql/kusto.ts";
import { LocalQueryError, unsupported } from "../errors.ts";
import { type Expression, literalExpression } from "../expression.ts";
import type { Scope } from "../scope.ts";
import { converter } from "../values/convert.ts";
import { jsonNumber } from "../values/json.ts";
import { negateLong } from "../values/long.ts";
import { type Dynamic, Typed, type Value, emptyValue, setKey, toDynamic } from "../values/value.ts";

/** A literal of any scalar type but dynamic; undefined when the node is none. */
export function compileLiteral(node: SyntaxNode, scope: Scope): Expression | undefined {
  const literal = scope.query.kusto.literal(node);
  return literal === undefined ? undefined : literalExpression(literal.type, literalValue(literal));
}

function literalValue({ type, text }: Literal): Value {
  if (text === null) return emptyValue(type);
  const value = converter("string", type)?.(text) ?? null;
  if (value === null) {
    throw new LocalQueryError(`The query holds a ${type} literal that is not valid.`, {
      nextStep: `Correct the literal, for example datetime(2024-05-31T10:00:00Z), 1.5h, 0x1F.`,
    });
  }
  return value;
}

/** `dynamic(…)`: JSON with Kusto's own literals inside. */
export function compileDynamicLiteral(node: SyntaxNode, scope: Scope): Expression {
  return literalExpression("dynamic", dynamicValue(node, scope));
}

function dynamicValue(node: SyntaxNode, scope: Scope): Dynamic {
  const { kusto } = scope.query;
  switch (kusto.kindOf(node)) {
    case "DynamicExpression": {
      const inner = kusto.part(node, "Expression");
      return inner === undefined ? null : dynamicValue(inner, scope);
    }
    case "JsonObjectExpression":
      return bagValue(node, scope);
    case "JsonArrayExpression":
      return kusto.parts(node, "Values").map((item) => dynamicValue(item, scope));
    case "UnaryMinusExpression":
      return negated(node, scope);
    case "CompoundStringLiteralExpression":
      return compoundText(node, scope);
    default:
      return scalarValue(node, scope);
  }
}

function bagValue(node: SyntaxNode, scope: Scope): Dynamic {
  const { kusto } = scope.query;
  const bag: Record<string, Dynamic> = {};
  for (const pair of kusto.parts(node, "Pairs")) {
    const value = kusto.part(pair, "Value");
    setKey(bag, kusto.token(pair, "Name")?.ValueText ?? "", value === undefined ? null : dynamicValue(value, scope));
  }
  return bag;
}

function negated(node: SyntaxNode, scope: Scope): Dynamic {
  const operand = scope.query.kusto.part(node, "Expression");
  const value = operand === undefined ? null : dynamicValue(operand, scope);
  if (typeof value === "bigint" || Number.isInteger(value)) return negateLong(value as number | bigint);
  if (value instanceof Typed && value.type === "real") return new Typed("real", -Number(value.value));
  return typeof value === "number" ? -value : null;
}

/** Adjacent string literals, which the language joins. */
export function compoundText(node: SyntaxNode, scope: Scope): string {
  const text = node.LiteralValue;
  if (typeof text === "string") return text;
  throw unsupported(`this literal: ${scope.query.kusto.kindOf(node)}`);
}

function scalarValue(node: SyntaxNode, scope: Scope): Dynamic {
  const { kusto } = scope.query;
  if (kusto.kindOf(node) === "NullLiteralExpression") return null;
  const literal = kusto.literal(node);
  if (literal === undefined) throw unsupported(`a dynamic literal with ${kusto.kindOf(node)} inside`);
  // JSON's own number forms (`1e3`) are wider than those of long and real literals.
  if ((literal.type === "real" || literal.type === "long") && literal.text !== null) return jsonNumber(literal.text);
  return toDynamic(literalValue(literal), literal.type);
}
