import type { Finding } from "../diagnostic.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import type { Kusto } from "../kusto.ts";
import type { ColumnSymbol, ServiceDiagnostic, SyntaxNode } from "../kusto-types.ts";
import { ancestors } from "./scope.ts";

interface Mismatch {
  readonly raw: ServiceDiagnostic;
  readonly node: SyntaxNode;
}

/**
 * An operator or a function met a type that it does not take. An error, unless it concerns a column whose type is in doubt: then a warning.
 * @returns nothing for what the hunting service accepts although the language service does not
 */
export function typeMismatch({ raw, node }: Mismatch, language: HuntingLanguage): Finding | undefined {
  const { kusto } = language;
  if (isAccepted(raw.Code, functionAround(node, kusto))) return undefined;
  const doubtful = [...columnsIn(node.Parent ?? node, kusto)].some((column) => isInDoubt(column, language));
  return {
    severity: doubtful ? "warning" : "error",
    code: "type_mismatch",
    message: `${explain({ raw, node }, kusto)}${doubtful ? " (Documentation and tenants disagree about the type of a column here.)" : ""}`,
    start: raw.Start,
    length: raw.Length,
    suggestions: [],
  };
}

/** `count(Column)` runs, and the seconds of `make_timespan` may have fractions. */
function isAccepted(code: string, calledFunction: string | undefined): boolean {
  return (code === "KS107" && calledFunction === "count") || (code === "KS134" && calledFunction === "make_timespan");
}

function isInDoubt(symbol: ColumnSymbol, language: HuntingLanguage): boolean {
  return language.origins(symbol).some(({ column }) => column.json || column.bindAs !== column.type);
}

function* columnsIn(node: SyntaxNode, kusto: Kusto): Generator<ColumnSymbol, void> {
  for (const inner of kusto.descendants(node)) if (kusto.isColumn(inner.ReferencedSymbol)) yield inner.ReferencedSymbol;
}

function functionAround(node: SyntaxNode, kusto: Kusto): string | undefined {
  const call = [...ancestors(node)].slice(1).find((outer) => kusto.kindOf(outer) === "FunctionCallExpression");
  return call && kusto.part(call, "Name")?.SimpleName;
}

const ASSIGNED = "`=` names a column. Compare with `==`, or `=~` to ignore case.";

function explain({ raw, node }: Mismatch, kusto: Kusto): string {
  const filter = [...ancestors(node)].find((outer) => kusto.kindOf(outer) === "FilterOperator");
  if (filter !== undefined && hasAssignment(filter, kusto)) return ASSIGNED;
  const text = `\`${shorten(kusto.textOf(node))}\``;
  switch (raw.Code) {
    case "KS106":
      return operatorMessage(raw);
    case "KS107":
    case "KS141":
      return `${text} must be ${neededType(raw)} here.${adviceFor(raw.Message)}`;
    case "KS108":
      return `${text} is a table, but a single value is needed here. Take one with toscalar(…).`;
    case "KS116":
      return `${text} is dynamic, which is not allowed here. Convert it: tostring(…).`;
    case "KS134":
      return `${text} must be a whole number here.`;
    default:
      return raw.Message.replaceAll(/'([^']+)'/g, "`$1`");
  }
}

function neededType({ Message }: ServiceDiagnostic): string {
  const type = /(?:of type|the type|the types:) (.+?)(?: expected)?\.?$/.exec(Message)?.[1] ?? "of another type";
  return type.includes(" ") || type === "dynamic" ? type : `a ${type}`;
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

function hasAssignment(filter: SyntaxNode, kusto: Kusto): boolean {
  const condition = kusto.part(filter, "Condition");
  return (
    condition !== undefined &&
    [...kusto.descendants(condition)].some((n) => kusto.kindOf(n) === "SimpleNamedExpression")
  );
}

function operatorMessage({ Message }: ServiceDiagnostic): string {
  const [, operator = "", types = ""] =
    /operator '(.+)' is not defined for the operand types (.+?)\.?$/.exec(Message) ?? [];
  return `\`${operator}\` does not work on ${types}.${operandAdvice(operator, types)}`;
}

function operandAdvice(operator: string, types: string): string {
  const isText = /^!?(?:has|contains|startswith|endswith|matches|in~|=~|!~)/.test(operator);
  if (/^(?:and|or)$/.test(operator)) return " Each side must be a condition; compare the value with something.";
  if (types.includes("dynamic")) return " Convert the dynamic value first: tostring(…), tolong(…), todatetime(…).";
  if (isText) return " It compares text: convert with tostring(…).";
  if (operator === "+" && types.includes("string")) return " Join texts with strcat(…).";
  if (/^[-+]$/.test(operator) && /datetime and (?:long|int|real)/.test(types))
    return " Give the duration its unit: 7d, 12h, 30m.";
  if (types.includes("datetime")) return " Write times as datetime(2024-01-31T10:00:00Z) or ago(1d).";
  return types.includes("string") ? " Convert one side: tolong(…), toreal(…) or tostring(…)." : "";
}

function adviceFor(message: string): string {
  if (message.includes("datetime")) return " Write it as datetime(2024-01-31T10:00:00Z), or ago(1d).";
  if (message.includes("timespan")) return " Write it as 7d, 12h or 30m.";
  if (message.includes("bool")) return " Compare it with something.";
  if (message.includes("dynamic")) return " Convert it with todynamic(…).";
  return message.includes("string") ? " Convert it with tostring(…)." : "";
}
