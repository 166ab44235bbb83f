import type { Column } from "../../table/table.ts";
import { typeMismatch } from "../expressions/mismatch.ts";
import { convertExpression } from "../expression.ts";
import { relationOf } from "../relation.ts";
import type { Scope } from "../scope.ts";
import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { converter } from "../values/convert.ts";
import { type Value, emptyValue } from "../values/value.ts";
import { valueVector } from "../vector.ts";
import { appendColumns } from "./append-columns.ts";
import { declaredColumns } from "./declared-columns.ts";
import { type Pairs, type PairSyntax, pairsByDelimiters, pairsByRegex } from "./key-values.ts";
import { type OperatorCompiler, compileOver, parametersOf, required } from "./operator.ts";

/** `parse-kv text as (key:type, …) with (…)`. */
export const compileParseKv: OperatorCompiler = (node, input, scope) => {
  const compiled = compileOver(required(node, "Expression", scope), input, scope);
  const text = convertExpression(compiled, "string");
  if (text === undefined) throw typeMismatch("parse-kv", compiled.type, "string");
  const keys = declaredColumns(required(node, "Keys", scope), scope);
  const pairsOf = pairReader(node, keys, scope);
  const { columns, place } = appendColumns(input.columns, keys);
  return {
    columns,
    run() {
      const relation = input.run();
      const source = text.bind(relation) as (row: number) => string;
      const values = keys.map((): Value[] => []);
      for (let row = 0; row < relation.rowCount; row++) {
        const pairs = pairsOf(source(row));
        for (const [k, key] of keys.entries()) values[k]?.push(valueOf(pairs, key));
      }
      const added = keys.map((key, k) => valueVector(key.type, values[k] ?? []));
      return relationOf(columns, place(relation.vectors, added), relation.rowCount);
    },
  };
};

function valueOf(pairs: Pairs, key: Column): Value {
  const text = pairs.get(key.name);
  const value = text === undefined ? null : (converter("string", key.type)?.(text) ?? null);
  return value ?? emptyValue(key.type);
}

function pairReader(node: SyntaxNode, keys: readonly Column[], scope: Scope): (text: string) => Pairs {
  const { query } = scope;
  const clause = query.kusto.part(node, "WithClause");
  const options = clause === undefined ? new Map<string, string>() : parametersOf(clause, scope, "Properties");
  const pattern = options.get("regex");
  if (pattern !== undefined) return (text) => pairsByRegex(text, query.regex(pattern));
  const syntax: PairSyntax = {
    pairDelimiter: options.get("pair_delimiter"),
    keyDelimiter: options.get("kv_delimiter"),
    quote: options.get("quote") ?? "",
    escape: options.get("escape") ?? "",
    greedy: options.get("greedy") === "true",
  };
  const names = new Set(keys.map((key) => key.name));
  return (text) => pairsByDelimiters(text, syntax, names);
}
