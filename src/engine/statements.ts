import type { KustoCode, SyntaxNode } from "../kql/kusto-types.ts";
import { LocalQueryError } from "./errors.ts";
import { constantValue } from "./expression.ts";
import { compileLet } from "./expressions/user-function.ts";
import type { Query, Scope, TablePlan } from "./scope.ts";

/** Compiles the statements of a query, one after the other; the last tabular one gives the answer. */
export function compileStatements(code: KustoCode, query: Query): TablePlan {
  const { kusto } = query;
  const scope: Scope = { query, columns: [], names: new Map() };
  let answer: TablePlan | undefined;
  for (const statement of kusto.parts(code.Syntax, "Statements")) {
    switch (kusto.kindOf(statement)) {
      case "ExpressionStatement": {
        const expression = kusto.part(statement, "Expression");
        if (answer !== undefined) query.warn("The query has several results; this is the last one.");
        if (expression !== undefined) answer = compileAnswer(expression, scope);
        break;
      }
      case "SetOptionStatement":
        readSetting(statement, scope);
        break;
      default:
        compileLet(statement, scope);
    }
  }
  if (answer === undefined) throw noTable();
  return answer;
}

function compileAnswer(expression: SyntaxNode, scope: Scope): TablePlan {
  const { kusto } = scope.query;
  const type = kusto.typeOf(expression.ResultType);
  if (type !== undefined) throw noTable();
  return scope.query.table(expression, scope);
}

function noTable(): LocalQueryError {
  return new LocalQueryError("The query does not end in a table.", {
    nextStep: "End it with a tabular expression; print gives the value of a scalar one.",
  });
}

/** `set name = value;`. Settings that the engine does not know change nothing here. */
function readSetting(statement: SyntaxNode, scope: Scope): void {
  const { kusto } = scope.query;
  const name = kusto.part(statement, "Name")?.SimpleName;
  const clause = kusto.part(statement, "ValueClause");
  const value = clause === undefined ? undefined : kusto.part(clause, "Expression");
  if (name === undefined || value === undefined) return;
  scope.query.settings.set(name.toLowerCase(), constantValue(scope.query.scalar(value, scope)));
}
