import type { Finding } from "../diagnostic.ts";
import type { KustoCode, SyntaxNode } from "../kusto-types.ts";
import type { Kusto } from "../kusto.ts";
import { lex, type Lexeme } from "../lexer.ts";

/**
 * A mistake about the text as a whole, beside which what the parser makes of its pieces says nothing.
 * @param firstError offset of the first error that the parser or the binder found; undefined when they found none.
 */
export function wholeTextFinding(code: KustoCode, firstError: number | undefined, kusto: Kusto): Finding | undefined {
  const first = lex(code.Text).next().value;
  if (first === undefined) return undefined;
  if (first.text.startsWith("```"))
    return finding(first, "The query is wrapped in a Markdown fence. Send the KQL alone.");
  if (firstError === undefined)
    return kusto.kindOf(code.Syntax) === "QueryBlock" ? withoutResult(code, kusto) : undefined;
  if (/^select$/i.test(first.text)) return finding(first, SQL);
  if (/^\s*(?:search\s+)?index\s*=[^=~]/i.test(code.Text)) return finding(first, SPL);
  const comment = foreignComment([...lex(code.Text)], firstError);
  return comment && finding(comment, "KQL comments start with `//` and end with the line.");
}

const SPL = "This is Splunk's language. KQL names the table first and pipes it on: `Table | where … | summarize …`.";
const SQL = "This is SQL. KQL names the table first and pipes it on: `Table | where … | project …`.";

function finding({ start, text }: Pick<Lexeme, "start" | "text">, message: string): Finding {
  return { severity: "error", code: "syntax", message, start, length: text.length, suggestions: [] };
}

function withoutResult(code: KustoCode, kusto: Kusto): Finding | undefined {
  const statements: readonly SyntaxNode[] = kusto.parts(code.Syntax, "Statements");
  const last = statements.at(-1);
  if (last === undefined || statements.some((s) => kusto.kindOf(s) === "ExpressionStatement")) return undefined;
  const place = { start: last.TextStart, text: kusto.textOf(last) };
  return finding(
    place,
    "Nothing is asked for: after the `let` statements, the query must end with a table expression.",
  );
}

/** `--`, `#` or a slash-star on the line of the first error, before it. */
function foreignComment(lexemes: readonly Lexeme[], firstError: number): Lexeme | undefined {
  return lexemes.findLast(({ text, start }, i) => {
    const next = lexemes[i + 1];
    const pair = next?.start === start + 1 ? text + next.text : text;
    return start <= firstError && firstError - start < 200 && ["/*", "--", "#"].includes(pair);
  });
}
