import type { Schema, SchemaTable, TableStatus } from "./schema-table.ts";

/** A table that a search found, with the columns that matched, best first. */
export interface SearchHit {
  readonly table: SchemaTable;
  readonly columns: readonly string[];
}

/** How much a match counts, by where it is. A match of a word's beginning counts half. */
const weights = { name: 10, synonym: 12, summary: 5, column: 4, columnText: 2, pitfall: 1 } as const;
/** Tables that are going, or that few tenants have, stand back. */
const trust: Readonly<Record<TableStatus, number>> = { available: 1, preview: 0.9, deprecated: 0.5 };
const mostColumns = 8;

interface Field {
  readonly words: ReadonlySet<string>;
  readonly weight: number;
  readonly column?: string;
}

interface Entry {
  readonly table: SchemaTable;
  readonly fields: readonly Field[];
}

/** Finds tables by words; the index is built at the first search. */
export function createSearch(schema: Schema): (query: string) => readonly SearchHit[] {
  let index: readonly Entry[] | undefined;
  return (query) => {
    index ??= schema.tables.map((table) => entryOf(table, schema));
    return search(wordsOf(query), index);
  };
}

function search(words: readonly string[], index: readonly Entry[]): readonly SearchHit[] {
  const scored = index.map((entry) => ({ entry, scores: words.map((word) => scoreOf(entry, word)) }));
  // A word that few tables know says more than one that all know.
  const rarity = words.map((_, i) => Math.log(1 + index.length / (1 + scored.filter((s) => s.scores[i] !== 0).length)));
  return scored
    .map(({ entry, scores }) => {
      // Tables that know more of the words come before those that know one of them well.
      const found = scores.filter((score) => score > 0).length;
      return { entry, score: found * scores.reduce((sum, score, i) => sum + score * (rarity[i] ?? 0), 0) };
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.entry.table.name < b.entry.table.name ? -1 : 1))
    .map(({ entry }) => ({ table: entry.table, columns: columnsOf(entry, words) }));
}

function scoreOf(entry: Entry, word: string): number {
  const worth = entry.fields.map((field) => field.weight * matchOf(field.words, word));
  // The best place decides; that many columns speak of it adds a little.
  const best = Math.max(0, ...worth);
  const often = worth.filter((w) => w > 0).length;
  const score = best + Math.min(often, 10) / 10;
  return best === 0 ? 0 : score * trust[entry.table.status];
}

function matchOf(words: ReadonlySet<string>, word: string): number {
  if (words.has(word)) return 1;
  if (word.length < 3) return 0;
  for (const candidate of words) if (candidate.startsWith(word)) return 0.5;
  return 0;
}

function columnsOf(entry: Entry, words: readonly string[]): readonly string[] {
  const worth = new Map<string, number>();
  for (const field of entry.fields) {
    if (field.column === undefined) continue;
    const score = words.reduce((sum, word) => sum + field.weight * matchOf(field.words, word), 0);
    if (score > 0) worth.set(field.column, (worth.get(field.column) ?? 0) + score);
  }
  return [...worth]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, mostColumns)
    .map(([name]) => name);
}

function entryOf(table: SchemaTable, schema: Schema): Entry {
  const synonyms = Object.entries(schema.synonyms.tables).filter(([, names]) => names[0] === table.name);
  return {
    table,
    fields: [
      fieldOf([table.name, ...table.aliases].join(" "), weights.name),
      fieldOf(synonyms.map(([name]) => name.toLowerCase()).join(" "), weights.synonym),
      fieldOf(table.summary, weights.summary),
      ...table.pitfalls.map(({ text }) => fieldOf(text, weights.pitfall)),
      ...table.columns.flatMap(({ name, description }) => [
        { ...fieldOf(name, weights.column), column: name },
        { ...fieldOf(description, weights.columnText), column: name },
      ]),
    ],
  };
}

function fieldOf(text: string, weight: number): Field {
  return { words: new Set(wordsOf(text)), weight };
}

/** Words in lower case without plural s; a name such as `DeviceInfo` gives itself and its parts. */
export function wordsOf(text: string): readonly string[] {
  const names = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  const words = names.flatMap((name) => [name, ...(name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+/gu) ?? [])]);
  return [...new Set(words.map((word) => singular(word.toLowerCase())))].filter((word) => !ignored.has(word));
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

const ignored: ReadonlySet<string> = new Set(
  "a an and by for from in is of on or table the to what which who with".split(" "),
);
