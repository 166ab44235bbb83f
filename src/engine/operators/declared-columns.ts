import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Column } from "../../table/table.ts";
import { typeNamed } from "../functions/type-names.ts";
import type { Scope } from "../scope.ts";

/** The column that `name:type` declares; a string without a type. */
export function declaredColumn(declaration: SyntaxNode, scope: Scope): Column {
  const { kusto } = scope.query;
  const [name, type] = [kusto.part(declaration, "Name"), kusto.part(declaration, "Type")];
  return { name: name?.SimpleName ?? "", type: type === undefined ? "string" : typeNamed(kusto.textOf(type)) };
}

/** The columns of a schema in parentheses. */
export function declaredColumns(schema: SyntaxNode, scope: Scope): readonly Column[] {
  return scope.query.kusto.parts(schema, "Columns").map((declaration) => declaredColumn(declaration, scope));
}
