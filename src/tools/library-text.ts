import type { LibraryAnswer, ParameterLine, QueryEntry, QueryLine } from "./library-answer.ts";

/** A library answer as text; all that a reader needs of its structured form. */
export function libraryText({ queries, query, kql, notes }: LibraryAnswer): string {
  const blocks = [
    ...(queries === undefined ? [] : queriesText(queries)),
    ...(query === undefined ? [] : [entryText(query)]),
    ...(query === undefined || kql !== undefined ? [] : [`KQL with gaps:\n${query.template}`]),
    ...(kql === undefined ? [] : [`KQL:\n${kql}`]),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
  ];
  return blocks.join("\n\n");
}

/** Hits, which have descriptions, in their order; an index by topic. */
function queriesText(queries: readonly QueryLine[]): readonly string[] {
  if (queries.some(({ description }) => description !== undefined)) return [queries.map(lineText).join("\n")];
  const topics = [...new Set(queries.map(({ topic }) => topic))];
  return topics.map((topic) => [topic, ...queries.filter((query) => query.topic === topic).map(lineText)].join("\n"));
}

function lineText({ name, title, techniques, required, description }: QueryLine): string {
  const takes = required.length === 0 ? "" : `(${required.join(", ")})`;
  const tags = techniques.length === 0 ? "" : ` [${techniques.join(" ")}]`;
  return `- ${name}${takes}: ${title}${tags}${description === undefined ? "" : `\n  ${description}`}`;
}

function entryText(query: QueryEntry): string {
  const { name, title, description, techniques, tables, parameters, columns, hit, benign, source } = query;
  const lines: readonly (readonly [string, string])[] = [
    ["Techniques", techniques.join(" ")],
    ["Tables", tables.join(", ")],
    ["Columns", columns.join(", ")],
    ["A hit", hit],
    ["False positives", benign],
    ["Source", source === "bundled" ? "" : source],
  ];
  return [
    `${name}: ${title}`,
    ...(description === title ? [] : [description]),
    ...lines.filter(([, text]) => text !== "").map(([label, text]) => `${label}: ${text}`),
    ...(parameters.length === 0 ? [] : ["Parameters:", ...parameters.map(parameterText)]),
  ].join("\n");
}

function parameterText({ name, type, description, required, default: standard, example }: ParameterLine): string {
  const usual = required ? "required" : `default ${JSON.stringify(standard)}`;
  const sample = example === undefined ? "" : `, e.g. ${JSON.stringify(example)}`;
  return `- ${name} (${type}, ${usual}): ${description}${sample}`;
}
