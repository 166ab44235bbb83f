import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { LocalQueryError } from "../errors.ts";
import { type Expression, constantText, convertExpression } from "../expression.ts";
import type { Scope } from "../scope.ts";
import { searchTest } from "./text-operators.ts";

/** `column : "pattern"` inside `search`: a term, with `*` as wildcard. */
export function compileSearchText(node: SyntaxNode, scope: Scope): Expression {
  const { query } = scope;
  const [left, right] = [query.kusto.part(node, "Left"), query.kusto.part(node, "Right")];
  const text = left === undefined ? undefined : convertExpression(query.scalar(left, scope), "string");
  const pattern = right === undefined ? undefined : query.scalar(right, scope);
  if (text === undefined || pattern?.constant !== true) {
    throw new LocalQueryError("The operator : takes a column and a text.", { nextStep: 'Write column:"text".' });
  }
  return {
    type: "bool",
    constant: false,
    bind(input) {
      const test = searchTest(constantText(pattern), true, query);
      const source = text.bind(input) as (row: number) => string;
      return (row) => test(source(row));
    },
  };
}
