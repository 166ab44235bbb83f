import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { unsupported } from "../errors.ts";
import { LateSchema } from "../late-schema.ts";
import { bagUnpack } from "../plugins/bag-unpack.ts";
import { ipLookup } from "../plugins/ip-lookup.ts";
import { narrow } from "../plugins/narrow.ts";
import { pivot } from "../plugins/pivot.ts";
import type { Plugin, PluginCall } from "../plugins/plugin.ts";
import type { Scope, TablePlan } from "../scope.ts";
import { type OperatorCompiler, boundColumns, required } from "./operator.ts";
import { declaredColumns } from "./declared-columns.ts";
import { constantVector, relationOf } from "../relation.ts";
import { emptyValue } from "../values/value.ts";

const plugins: Readonly<Record<string, Plugin>> = {
  bag_unpack: { kind: "open", compile: bagUnpack },
  pivot: { kind: "open", compile: pivot },
  narrow: { kind: "fixed", compile: narrow },
  ipv4_lookup: { kind: "fixed", compile: ipLookup },
  ipv6_lookup: { kind: "fixed", compile: ipLookup },
};

/** `evaluate plugin(…)`. Plugins that reach out of the engine, and those that estimate or learn, are refused. */
export const compileEvaluate: OperatorCompiler = (node, input, scope) => {
  const { kusto } = scope.query;
  const call = required(node, "FunctionCall", scope);
  const name = kusto.part(call, "Name")?.SimpleName ?? "";
  const plugin = plugins[name.toLowerCase()];
  if (plugin === undefined) {
    throw unsupported(`the plugin ${name}`, "Write the query without it, or run it on the service.");
  }
  const plan = plugin.compile(pluginCall(node, call, name, input, scope));
  if (plugin.kind === "fixed") return plan;
  return kusto.part(node, "Schema") === undefined ? discover(node, plan, scope) : declaredPlan(node, plan, scope);
};

function pluginCall(node: SyntaxNode, call: SyntaxNode, name: string, input: TablePlan, scope: Scope): PluginCall {
  const { kusto } = scope.query;
  const all = kusto.parts(call, "ArgumentList");
  const isNamed = (arg: SyntaxNode) => kusto.kindOf(arg) === "SimpleNamedExpression";
  const schema = kusto.part(node, "Schema");
  const row = schema === undefined ? undefined : kusto.part(schema, "Schema");
  return {
    name,
    node,
    input,
    scope,
    args: all.filter((arg) => !isNamed(arg)),
    named: new Map(
      all.filter(isNamed).flatMap((arg): [string, SyntaxNode][] => {
        const [label, value] = [kusto.part(arg, "Name")?.SimpleName, kusto.part(arg, "Expression")];
        return label === undefined || value === undefined ? [] : [[label.toLowerCase(), value]];
      }),
    ),
    declared: row === undefined ? undefined : declaredColumns(row, scope),
  };
}

/** Runs the step now, so that the rest of the query can be bound over the columns that it gives. */
function discover(node: SyntaxNode, plan: TablePlan, scope: Scope): never {
  const pipe = node.Parent;
  if (scope.pipe !== undefined || pipe === null || !scope.query.isOwnText(node)) {
    throw unsupported(
      "a plugin with columns that depend on the rows at this place",
      "Declare its columns: evaluate f(x) : (a:long).",
    );
  }
  throw new LateSchema(pipe.TextStart, pipe.End, plan.run());
}

/** The columns that the query declares; those that the rows do not give are empty. */
function declaredPlan(node: SyntaxNode, plan: TablePlan, scope: Scope): TablePlan {
  const columns = boundColumns(node, scope);
  return {
    columns,
    run() {
      const relation = plan.run();
      const vectors = columns.map(({ name, type }) => {
        const place = relation.columns.findIndex((column) => column.name === name);
        return relation.vectors[place] ?? constantVector(type, emptyValue(type), relation.rowCount);
      });
      return relationOf(columns, vectors, relation.rowCount);
    },
  };
}
