import { readBundledQueries } from "./bundled-queries.ts";
import type { LibraryQuery } from "./library-query.ts";

/** The shipped queries as a Markdown table for the README, a topic a row; names with `…` need parameters. */
export function libraryTable(queries: readonly LibraryQuery[] = readBundledQueries()): string {
  const topics = [...new Set(queries.map(({ topic }) => topic))];
  return [
    "| Topic | Queries |",
    "| --- | --- |",
    ...topics.map((topic) => `| ${topic} | ${namesOf(queries.filter((query) => query.topic === topic))} |`),
  ].join("\n");
}

const isOpen = ({ parameters }: LibraryQuery) => parameters.some((one) => one.default === undefined);

function namesOf(queries: readonly LibraryQuery[]): string {
  return queries.map((query) => `\`${query.name}\`${isOpen(query) ? "…" : ""}`).join(", ");
}
