import type { DiagnosticCode, Finding, Severity } from "../diagnostic.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import { nameIn, wholeOf, type Complaint } from "./complaint.ts";
import { crossResourceFunctions } from "../guard/policy.ts";
import { nearestNames } from "../../schema/nearest-names.ts";
import { joinAt } from "./scope.ts";
import { typeMismatch } from "./type-findings.ts";
import { didYouMean } from "./unknown-name.ts";
import { unknownColumn } from "./unknown-column.ts";
import { unknownFunction, unknownPlugin, unknownTable } from "./unknown-names.ts";

type Teller = (complaint: Complaint, language: HuntingLanguage) => Finding | undefined;

const tellers: Readonly<Record<string, Teller>> = {
  KS005: joinKind,
  KS006: missingClause,
  KS106: typeMismatch,
  KS107: typeMismatch,
  KS108: typeMismatch,
  KS116: typeMismatch,
  KS117: missingArguments,
  KS119: wrongArguments,
  KS120: wrongArguments,
  KS124: (complaint) => unknownPlugin(nameIn(complaint)),
  KS126: pluginAsFunction,
  KS127: incompatibleArguments,
  KS134: typeMismatch,
  KS141: typeMismatch,
  KS142: unknownName,
  KS145: joinKey,
  KS171: (complaint) => plain(complaint, "duplicate_name"),
  KS174: leadingOperator,
  KS182: joinCondition,
  KS183: joinCondition,
  KS191: (complaint) => ({
    ...plain(complaint, "arguments"),
    message: "`*` is no argument here. Rows are counted with `count()`.",
  }),
  KS197: (complaint) => plain(complaint, "arguments"),
  KS201: (complaint) => plain(complaint, "duplicate_name"),
  KS204: (complaint, language) => unknownTable(nameIn(complaint), language),
  KS205: (complaint, language) => unknownTable(nameIn(complaint), language),
  KS211: unknownCall,
  KS232: typeMismatch,
  // Other clusters, databases, views, graphs: the guard's business, and nothing is known about what they hold.
  KS207: () => undefined,
  KS208: () => undefined,
  KS210: () => undefined,
  KS248: () => undefined,
  KS260: () => undefined,
  KS236: notAggregated,
  KS245: (complaint) => ({
    ...plain(complaint, "not_checked", "warning"),
    message: "The query is nested too deeply for names and types to be checked; only its syntax was.",
  }),
};

/** A semantic diagnostic in plain words, or nothing where it says nothing about this query. */
export function semanticFinding(complaint: Complaint, language: HuntingLanguage): Finding | undefined {
  const tell = tellers[complaint.raw.Code];
  return tell === undefined ? plain(complaint, "semantic") : tell(complaint, language);
}

function unknownName(complaint: Complaint, language: HuntingLanguage): Finding {
  const unknown = nameIn(complaint);
  const whole = wholeOf(complaint, language.kusto);
  const isTable = whole === "query" || (whole === "let" && language.catalogue.suggestTables(unknown.name).length > 0);
  return isTable ? unknownTable(unknown, language) : unknownColumn(unknown, language);
}

function unknownCall(complaint: Complaint, language: HuntingLanguage): Finding | undefined {
  const unknown = nameIn(complaint);
  const isGuarded = crossResourceFunctions.has(unknown.name.toLowerCase());
  return isGuarded ? undefined : unknownFunction(unknown, language);
}

/** The service's own sentence, with names in backticks. */
function plain({ raw }: Complaint, code: DiagnosticCode, severity: Severity = "error"): Finding {
  const words = raw.Message.replaceAll(/'([^']+)'/g, "`$1`").replace(/^(Expected one of: (?:[^,]+, ){7}).+$/, "$1…");
  const message = `${words.replace(/\.$/, "")}.`;
  return { severity, code, message, start: raw.Start, length: raw.Length, suggestions: [] };
}

function missingArguments(complaint: Complaint): Finding {
  const { raw, node } = complaint;
  const name = node.SimpleName ?? /'([^']*)'/.exec(raw.Message)?.[1] ?? "";
  const message = `\`${name}\` is a function: write \`${name}(…)\`.`;
  return { ...plain(complaint, "arguments"), message };
}

function wrongArguments(complaint: Complaint, { kusto }: HuntingLanguage): Finding {
  const { node } = complaint;
  const call = node.Parent !== null && kusto.kindOf(node.Parent) === "FunctionCallExpression" ? node.Parent : node;
  const given = kusto.parts(call, "ArgumentList").length;
  const finding = plain(complaint, "arguments");
  return {
    ...finding,
    message: finding.message
      .replace(/between (\d+) and 65535/, "at least $1")
      .replace(/\.$/, `; ${given} ${given === 1 ? "is" : "are"} given.`),
  };
}

function joinKey(complaint: Complaint, { kusto, catalogue }: HuntingLanguage): Finding {
  const { name, node } = nameIn(complaint);
  const has = (side: readonly { readonly Name: string }[]) => side.some((column) => column.Name === name);
  const join = joinAt(node, kusto);
  const [side, lacking] = join !== undefined && has(join.left) ? ["right", join.right] : ["left", join?.left ?? []];
  const suggestions = catalogue.suggestColumns(
    name,
    lacking.map((column) => column.Name),
  );
  const other = suggestions[0] ?? "OtherName";
  const [left, right] = side === "right" ? [name, other] : [other, name];
  return {
    ...plain(complaint, "join_key"),
    message: `The ${side} side of the join has no column \`${name}\`. Names that differ are joined with \`on $left.${left} == $right.${right}\`.`,
    suggestions,
  };
}

function missingClause(complaint: Complaint): Finding {
  const isJoin = complaint.raw.Message.startsWith("Missing join");
  const message = "This join has no condition. Add `on Name`, or `on $left.Name == $right.OtherName`.";
  return { ...plain(complaint, "syntax"), ...(isJoin ? { message } : {}) };
}

const JOIN_WORDS: Readonly<Record<string, string>> = {
  full: "fullouter",
  left: "leftouter",
  outer: "leftouter",
  right: "rightouter",
  semi: "leftsemi",
};

function joinKind(complaint: Complaint): Finding {
  const { raw, code } = complaint;
  const [, list = ""] = /^Expected one of: (inner, .+)$/.exec(raw.Message) ?? [];
  const kinds = list
    .split(", ")
    .filter((kind) => !kind.includes("anti") || kind === "leftanti" || kind === "rightanti");
  const word = code.Text.slice(raw.Start, raw.Start + raw.Length);
  if (list === "") return plain(complaint, "semantic");
  const suggestions = nearestNames(word, kinds, [JOIN_WORDS[word.toLowerCase()] ?? ""]);
  const message = `\`${word}\` is no kind of join.${didYouMean(suggestions)} Kinds: ${kinds.join(", ")}.`;
  return { ...plain(complaint, "semantic"), message, suggestions };
}

/** `avg(DeviceName)`. */
function incompatibleArguments(complaint: Complaint): Finding {
  const [, name, types] = /function '(.+)' is not compatible with arguments \((.+)\)/.exec(complaint.raw.Message) ?? [];
  if (name === undefined) return plain(complaint, "type_mismatch");
  const advice =
    types === "string" ? " Convert the text with toreal(…) or tolong(…), or count its values with dcount(…)." : "";
  return { ...plain(complaint, "type_mismatch"), message: `\`${name}\` does not take ${types}.${advice}` };
}

function pluginAsFunction(complaint: Complaint): Finding {
  const { name } = nameIn(complaint);
  return { ...plain(complaint, "arguments"), message: `\`${name}\` is no function. Write \`| evaluate ${name}(…)\`.` };
}

function notAggregated(complaint: Complaint): Finding {
  const { name } = nameIn(complaint);
  const message = `\`${name}\` is neither aggregated nor grouped: put it behind \`by\`, or into take_any(…), max(…), make_set(…).`;
  return { ...plain(complaint, "arguments"), message };
}

function leadingOperator(complaint: Complaint, { kusto }: HuntingLanguage): Finding {
  const operator = /^[\w-]+/.exec(kusto.textOf(complaint.node))?.[0] ?? "This";
  return { ...plain(complaint, "syntax"), message: `\`${operator}\` cannot start a query. Name a table before it.` };
}

function joinCondition(complaint: Complaint): Finding {
  return {
    ...plain(complaint, "join_key"),
    message:
      "A join condition is a column of both sides, `on Name`, or `on $left.Name == $right.OtherName`; never with names of tables.",
  };
}
