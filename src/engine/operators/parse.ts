import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { typeMismatch } from "../expressions/mismatch.ts";
import { convertExpression } from "../expression.ts";
import { type Relation, relationOf } from "../relation.ts";
import type { Scope, TablePlan } from "../scope.ts";
import { converter } from "../values/convert.ts";
import type { Regex } from "../values/regex.ts";
import { type Value, emptyValue } from "../values/value.ts";
import { type Vector, valueVector } from "../vector.ts";
import { type OperatorCompiler, compileOver, parametersOf, required } from "./operator.ts";
import { type ParseKind, type ParsePattern, compilePattern, groupName } from "./parse-pattern.ts";
import { appendColumns } from "./append-columns.ts";
import { keepRows } from "./where.ts";
import { repeated } from "../values/repeated.ts";

/** `parse`: columns out of a text by a pattern; rows that do not match get empty ones. */
export const compileParse: OperatorCompiler = (node, input, scope) => parsePlan(node, input, scope, false);

/** `parse-where`: as `parse`, but rows that do not match are dropped. */
export const compileParseWhere: OperatorCompiler = (node, input, scope) => parsePlan(node, input, scope, true);

function parsePlan(node: SyntaxNode, input: TablePlan, scope: Scope, onlyMatches: boolean): TablePlan {
  const { query } = scope;
  const parameters = parametersOf(node, scope);
  const kind = kindFrom(parameters.get("kind"));
  const pattern = compilePattern(query.kusto.parts(node, "Patterns"), kind, parameters.get("flags") ?? "", scope);
  const compiled = compileOver(required(node, "Expression", scope), input, scope);
  const text = convertExpression(compiled, "string");
  if (text === undefined) throw typeMismatch("parse", compiled.type, "string");
  const { columns, place } = appendColumns(input.columns, pattern.columns);
  return {
    columns,
    run() {
      const relation = input.run();
      const source = text.bind(relation) as (row: number) => string;
      const parsed = parseRows(pattern, query.regex(pattern.regex), kind, relation.rowCount, source);
      const answer = relationOf(columns, place(relation.vectors, parsed.vectors), relation.rowCount);
      return onlyMatches ? matching(answer, parsed.matched) : answer;
    },
  };
}

function kindFrom(text: string | undefined): ParseKind {
  return text === "regex" || text === "relaxed" ? text : "simple";
}

function matching(relation: Relation, matched: Uint8Array): Relation {
  return keepRows(relation, (row) => matched[row] === 1);
}

function parseRows(
  pattern: ParsePattern,
  regex: Regex,
  kind: ParseKind,
  rowCount: number,
  text: (row: number) => string,
) {
  const values = pattern.columns.map((column) => repeated<Value>(emptyValue(column.type), rowCount));
  const converters = pattern.columns.map((column) => converter("string", column.type) ?? (() => null));
  const places = pattern.columns.map((_, c) => regex.groupNumbers[groupName(c)]);
  const matched = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const groups = regex.find(text(row))?.groups;
    if (groups === undefined) continue;
    const cells = converters.map((convert, c) => convert(groups[places[c] ?? 0] ?? ""));
    // Only a relaxed pattern forgives a text that does not fit its column's type.
    if (kind !== "relaxed" && cells.includes(null)) continue;
    matched[row] = 1;
    for (const [c, cell] of cells.entries()) {
      const column = values[c];
      if (column !== undefined && cell !== null) column[row] = cell;
    }
  }
  const vectors: readonly Vector[] = pattern.columns.map((column, c) => valueVector(column.type, values[c] ?? []));
  return { vectors, matched };
}
