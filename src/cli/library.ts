import { UserError } from "../errors.ts";
import { tableFromRows, type Table } from "../table/table.ts";
import { findHuntingQueries } from "../tools/find-hunting-queries.ts";
import type { LibraryAnswer, QueryLine } from "../tools/library-answer.ts";
import { libraryText } from "../tools/library-text.ts";
import { quoted } from "../visible-text.ts";
import type { CommandOptions } from "../config/arguments.ts";
import { textOption, type RunCommand } from "./command.ts";
import { commandWords } from "./command-words.ts";
import { exitCodes } from "./exit-codes.ts";
import { printTable } from "./output-format.ts";

/** `library`: the index of queries, those that a search finds, or the KQL of one, ready for `query -`; what it means is talk. */
export const runLibrary: RunCommand = async ({ positionals: [name], options, deps, terminal }) => {
  const answer = await findHuntingQueries(
    { name, search: textOption(options, "search"), parameters: parametersOf(options) },
    deps,
  );
  terminal.say(commandWords(talkOf(answer)));
  const { query, kql, queries = [] } = answer;
  if (query !== undefined) {
    await terminal.print(kql === undefined ? "" : `${kql.trimEnd()}\n`);
    return exitCodes.ok;
  }
  await printTable(indexTable(queries), textOption(options, "format"), terminal);
  return queries.length === 0 ? exitCodes.no : exitCodes.ok;
};

/** All that is not printed as the result: of a query with gaps everything, of a ready one what it finds. */
function talkOf({ query, kql, notes }: LibraryAnswer): string {
  if (query === undefined) return notes.join("\n");
  if (kql === undefined) return libraryText({ query, notes });
  return [`${query.title}.`, `A hit: ${query.hit}`, `False positives: ${query.benign}`].join("\n");
}

/** `--param name=value`; a name that is given several times makes a list. */
function parametersOf(options: CommandOptions): Readonly<Record<string, string | readonly string[]>> | undefined {
  const given = options["param"];
  if (!Array.isArray(given)) return undefined;
  const byName = new Map<string, readonly string[]>();
  for (const pair of given) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined)
      throw new UserError(`--param cannot be ${quoted(pair, 60)}.`, { nextStep: "Write --param NAME=VALUE." });
    byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...byName].map(([name, [first = "", ...more]]) => [name, more.length === 0 ? first : [first, ...more]]),
  );
}

function indexTable(queries: readonly QueryLine[]): Table {
  const names = ["Name", "Required", "Title", "Topic", "Techniques"];
  return tableFromRows(
    names.map((name) => ({ name, type: "string" })),
    queries.map(({ name, title, topic, techniques, required }) => [
      name,
      required.join(" "),
      title,
      topic,
      techniques.join(" "),
    ]),
  );
}
