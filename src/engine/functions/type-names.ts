import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { KqlType } from "../../table/table.ts";
import type { Scope } from "../scope.ts";

/** The names that `typeof(…)` and column declarations accept, by the type they mean. */
const typeNames: ReadonlyMap<string, KqlType> = new Map([
  ["string", "string"],
  ["long", "long"],
  ["int", "int"],
  ["real", "real"],
  ["double", "real"],
  ["decimal", "decimal"],
  ["bool", "bool"],
  ["boolean", "bool"],
  ["datetime", "datetime"],
  ["date", "datetime"],
  ["timespan", "timespan"],
  ["time", "timespan"],
  ["guid", "guid"],
  ["uuid", "guid"],
  ["uniqueid", "guid"],
  ["dynamic", "dynamic"],
]);

/** The type of a name; string for one that is none. */
export function typeNamed(name: string): KqlType {
  return typeNames.get(name.toLowerCase()) ?? "string";
}

/** The type inside `typeof(long)`. */
export function typeArgumentName(node: SyntaxNode, scope: Scope): KqlType {
  const { kusto } = scope.query;
  const type = kusto.parts(node, "Types")[0];
  return type === undefined ? "dynamic" : typeNamed(kusto.textOf(type));
}
