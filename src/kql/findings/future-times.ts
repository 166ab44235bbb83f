import type { Finding } from "../diagnostic.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import type { SyntaxNode } from "../kusto-types.ts";

/** Warns of `ago(-7d)`, which is a week ahead: as a lower bound it finds nothing. */
export function futureTimes(nodes: readonly SyntaxNode[], { kusto }: HuntingLanguage): readonly Finding[] {
  return nodes.flatMap((node): readonly Finding[] => {
    if (kusto.kindOf(node) !== "FunctionCallExpression" || kusto.part(node, "Name")?.SimpleName !== "ago") return [];
    const [argument] = kusto.parts(node, "ArgumentList");
    if (argument === undefined || kusto.kindOf(argument) !== "UnaryMinusExpression") return [];
    const [asWritten, meant] = [kusto.textOf(node), kusto.textOf(argument).replace(/^-\s*/, "")];
    return [
      {
        severity: "warning",
        code: "semantic",
        message: `\`${asWritten}\` lies in the future. Write \`ago(${meant})\` for the past.`,
        start: node.TextStart,
        length: node.Width,
        suggestions: [],
      },
    ];
  });
}
