import type { QueryCheck } from "../hunting/query-checker.ts";
import { placeOf } from "../kql/diagnostic.ts";
import { checkAnswer } from "../tools/check-query.ts";
import { visible } from "../visible-text.ts";
import { textOption, type RunCommand } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { readKqlOrFiles, type KqlSource } from "./kql-source.ts";

/** `check`: one line for each finding, as a compiler prints it; the answer is no when any query is invalid or refused. */
export const runCheck: RunCommand = async ({ positionals, options, deps, terminal, call }) => {
  const sources = await readKqlOrFiles(positionals, terminal);
  const name = textOption(options, "instance");
  const instance = name === undefined ? undefined : deps.instances.resolve(name);
  const isNdjson = textOption(options, "format") === "ndjson";
  let allPass = true;
  for (const source of sources) {
    const check = await deps.checker.check(source.text, { instance, mayAsk: true }, call);
    allPass &&= check.valid && check.guard.allowed;
    const json = () => JSON.stringify({ file: source.name, ...checkAnswer(check) });
    await terminal.print(`${isNdjson ? json() : checkLines(source, check).join("\n")}\n`);
  }
  return allPass ? exitCodes.ok : exitCodes.no;
};

/** `file:line:column: severity: message [code]`, then doubts about the whole query, then the verdict. */
export function checkLines({ name, text }: KqlSource, check: QueryCheck): readonly string[] {
  const file = visible(name);
  const findings = [
    ...check.diagnostics,
    ...check.guard.reasons.map((reason) => ({ ...reason, ...placeOf(text, reason.start), severity: "refused" })),
  ];
  return [
    ...findings.map((f) => `${file}:${f.line}:${f.column}: ${f.severity}: ${f.message} [${f.code}]`),
    ...checkAnswer(check).warnings.map((warning) => `${file}: warning: ${warning}`),
    `${file}: ${verdictOf(check)}`,
  ];
}

function verdictOf({ valid, guard, tables, resultColumns }: QueryCheck): string {
  if (!valid) return "invalid";
  if (!guard.allowed) return "refused";
  const reads = tables.length === 0 ? "" : `; reads ${tables.join(", ")}`;
  const columns = resultColumns?.map(({ name, type }) => `${visible(name)} ${type}`).join(", ");
  return `valid${reads}${columns === undefined ? "" : `; answers ${columns}`}`;
}
