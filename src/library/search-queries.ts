import { wordsOf } from "../schema/search.ts";
import type { LibraryQuery } from "./library-query.ts";
import { techniqueName } from "./techniques.ts";

/** How much a match counts, by where it is; a match of a word's beginning counts half. */
const weights = { title: 10, technique: 8, topic: 6, table: 5, description: 3 } as const;
const TECHNIQUE = /\bt\d{4}(?:\.\d{3})?\b/gi;

interface Entry {
  readonly query: LibraryQuery;
  readonly fields: readonly { readonly words: ReadonlySet<string>; readonly weight: number }[];
}

/** Finds queries by words; the index is built at the first search. */
export function createQuerySearch(queries: readonly LibraryQuery[]): (words: string) => readonly LibraryQuery[] {
  let index: readonly Entry[] | undefined;
  return (text) => {
    const ids = (text.match(TECHNIQUE) ?? []).map((id) => id.toUpperCase());
    const words = wordsOf(text.replaceAll(TECHNIQUE, " "));
    index ??= queries.map(entryOf);
    return index
      .filter(({ query }) => ids.every((id) => query.techniques.some((own) => `${own}.`.startsWith(`${id}.`))))
      .map((entry) => ({ query: entry.query, score: scoreOf(entry, words) }))
      .filter(({ score }) => score > 0 || (words.length === 0 && ids.length > 0))
      .toSorted((a, b) => b.score - a.score)
      .map(({ query }) => query);
  };
}

// Queries that know more of the words come before those that know one of them well.
function scoreOf({ fields }: Entry, words: readonly string[]): number {
  const scores = words.map((word) => Math.max(0, ...fields.map((field) => field.weight * matchOf(field.words, word))));
  return scores.filter((score) => score > 0).length * scores.reduce((sum, score) => sum + score, 0);
}

function matchOf(words: ReadonlySet<string>, word: string): number {
  if (words.has(word)) return 1;
  if (word.length < 3) return 0;
  for (const candidate of words) if (candidate.startsWith(word)) return 0.5;
  return 0;
}

const field = (text: string, weight: number) => ({ words: new Set(wordsOf(text)), weight });

function entryOf(query: LibraryQuery): Entry {
  return {
    query,
    fields: [
      field(`${query.title} ${query.name}`, weights.title),
      field(query.techniques.map(techniqueName).join(" "), weights.technique),
      field(query.topic, weights.topic),
      field(query.tables.join(" "), weights.table),
      field(`${query.description} ${query.hit}`, weights.description),
    ],
  };
}
