import { readBundledQueries } from "./bundled-queries.ts";
import type { LibraryQuery } from "./library-query.ts";

/** The shipped queries as Markdown for the README: a table for each topic, under a heading of the third level. */
export function libraryTable(queries: readonly LibraryQuery[] = readBundledQueries()): string {
  const topics = [...new Set(queries.map(({ topic }) => topic))];
  return topics
    .map((topic) => [`### ${topic}`, "", ...rowsOf(queries.filter((query) => query.topic === topic))].join("\n"))
    .join("\n\n");
}

const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function rowsOf(queries: readonly LibraryQuery[]): readonly string[] {
  const cells = queries.map(({ name, title, techniques, parameters }) => [
    `\`${name}\``,
    title,
    techniques.join(" "),
    parameters.map((one) => (one.default === undefined ? `**${one.name}**` : one.name)).join(", "),
  ]);
  return [line(["Query", "Finds", "ATT&CK", "Parameters"]), line(["---", "---", "---", "---"]), ...cells.map(line)];
}
