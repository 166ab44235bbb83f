import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Column, KqlType } from "../../table/table.ts";
import { unsupported } from "../errors.ts";
import type { Scope } from "../scope.ts";
import { declaredColumn } from "./declared-columns.ts";
import { escapeRegex } from "../values/regex.ts";

export type ParseKind = "simple" | "relaxed" | "regex";

/** A compiled `parse` pattern: an RE2 expression with a group named {@link groupName} for each column. */
export interface ParsePattern {
  readonly regex: string;
  readonly columns: readonly Column[];
}

type Part = { readonly star: true } | { readonly text: string } | { readonly column: Column };

/** What a value of a type looks like, where the type narrows it. */
const typePatterns: Readonly<Partial<Record<KqlType, string>>> = {
  long: String.raw`[-+]?\d+`,
  int: String.raw`[-+]?\d+`,
  real: String.raw`[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?`,
  decimal: String.raw`[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?`,
};

/** Compiles the patterns of `parse` and `parse-where`. */
export function compilePattern(
  nodes: readonly SyntaxNode[],
  kind: ParseKind,
  flags: string,
  scope: Scope,
): ParsePattern {
  const parts = nodes.map((node) => partOf(node, scope));
  const columns = parts.flatMap((part) => ("column" in part ? [part.column] : []));
  const body = parts.map((part, i) => regexOf(part, kind, i === parts.length - 1, groupOf(part, columns))).join("");
  const letters = kind === "regex" ? checkedFlags(flags) : "s";
  // A regex pattern that ends in a text need not reach the end of what is parsed.
  const end = kind === "regex" && "text" in (parts.at(-1) ?? {}) ? "" : "$";
  return { regex: `${letters === "" ? "" : `(?${letters})`}^${body}${end}`, columns };
}

/** The name of a column's group; the query's own groups have numbers or other names. */
export function groupName(column: number): string {
  return `local_column_${String(column)}`;
}

function groupOf(part: Part, columns: readonly Column[]): string {
  return "column" in part ? groupName(columns.indexOf(part.column)) : "";
}

function checkedFlags(flags: string): string {
  if (!/^[Umsi]*$/.test(flags)) throw unsupported("these flags of parse", "Use U, m, s and i.");
  return flags;
}

function partOf(node: SyntaxNode, scope: Scope): Part {
  switch (scope.query.kusto.kindOf(node)) {
    case "StarExpression":
      return { star: true };
    case "NameDeclaration":
      return { column: { name: node.SimpleName ?? "", type: "string" } };
    case "NameAndTypeDeclaration":
      return { column: declaredColumn(node, scope) };
    default:
      return { text: textOf(node, scope) };
  }
}

function textOf(node: SyntaxNode, scope: Scope): string {
  const text = scope.query.kusto.literal(node)?.text ?? node.LiteralValue;
  if (typeof text === "string") return text;
  throw unsupported("this pattern of parse");
}

/** Simple patterns are lazy, and their last column takes the rest; regex patterns are greedy. */
function regexOf(part: Part, kind: ParseKind, last: boolean, group: string): string {
  const any = kind === "regex" || last ? ".*" : ".*?";
  if ("star" in part) return any;
  if ("text" in part) return kind === "regex" ? `(?:${part.text})` : escapeRegex(part.text);
  const typed = typePatterns[part.column.type];
  if (typed === undefined) return `(?P<${group}>${any})`;
  // A relaxed column may hold anything; it becomes null when it does not fit.
  return String.raw`\s*(?P<${group}>${kind === "relaxed" ? `${typed}|${any}` : typed})`;
}
