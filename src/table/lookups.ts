import type { JsonValue } from "./table.ts";

/** Columns whose value follows from another column's value in every given row, said once per value instead of once per row. */
export interface Lookup {
  /** Index of the column that the others follow from; it stays among the rows. */
  readonly by: number;
  /** Indexes of the columns that follow. */
  readonly columns: readonly number[];
  /** One entry per value of `by`: that value, then the values of `columns`. */
  readonly values: readonly (readonly JsonValue[])[];
}

interface TypedColumn {
  readonly type: string;
}

type Rows = readonly (readonly JsonValue[])[];

const FEWEST_ROWS = 20;
const MOST_ROWS = 2_000;
/** A key that has more different values than this share of the rows saves little and is tedious to look up. */
const MOST_DIFFERENT = 1 / 3;
/** Characters that a column must save to leave the rows. */
const LEAST_SAVING = 200;

/** A column with its cells replaced by the number of their value, so that comparing is cheap. */
interface CodedColumn {
  readonly index: number;
  readonly codes: readonly number[];
  /** Row of each value's first occurrence. */
  readonly firstRows: readonly number[];
  readonly meanLength: number;
  /** Characters that saying each value once would save. */
  readonly saving: number;
}

/**
 * What can be looked up instead of repeated, such as a file's hashes by its name; empty for few rows. Lossless: each column is in the rows
 * or in exactly one lookup. A key is text and no longer than what follows from it, so that the rows stay readable.
 */
export function lookupsOf(columns: readonly TypedColumn[], rows: Rows): readonly Lookup[] {
  if (rows.length < FEWEST_ROWS || rows.length > MOST_ROWS) return [];
  const coded = columns.map((_, index) => encode(index, rows));
  const keys = new Set(coded.filter((column) => isKey(column, columns, rows.length)));
  const followers = new Set(coded.filter((column) => column.saving >= LEAST_SAVING));
  const lookups: Lookup[] = [];
  for (let best = bestChoice(keys, followers); best !== undefined; best = bestChoice(keys, followers)) {
    lookups.push(lookupOf(best, rows));
    // What follows is no key. A key follows from no later key: what it follows from would have saved more and come first.
    for (const column of best.followers) keys.delete(column);
    for (const column of best.followers) followers.delete(column);
  }
  return lookups;
}

function encode(index: number, rows: Rows): CodedColumn {
  const codeOf = new Map<string, number>();
  const firstRows: number[] = [];
  let total = 0;
  let once = 0;
  const codes = rows.map((row, at) => {
    const text = JSON.stringify(row[index] ?? null);
    total += text.length;
    const known = codeOf.get(text);
    if (known !== undefined) return known;
    once += text.length;
    codeOf.set(text, firstRows.length);
    firstRows.push(at);
    return firstRows.length - 1;
  });
  return { index, codes, firstRows, meanLength: total / rows.length, saving: total - once };
}

function isKey(column: CodedColumn, columns: readonly TypedColumn[], rowCount: number): boolean {
  return columns[column.index]?.type === "string" && column.firstRows.length <= rowCount * MOST_DIFFERENT;
}

interface Choice {
  readonly key: CodedColumn;
  readonly followers: readonly CodedColumn[];
}

/** The key by which most is saved, with all that follows from it. */
function bestChoice(keys: ReadonlySet<CodedColumn>, followers: ReadonlySet<CodedColumn>): Choice | undefined {
  const savingOf = (choice: Choice) => choice.followers.reduce((sum, { saving }) => sum + saving, 0);
  return [...keys]
    .map((key) => ({ key, followers: [...followers].filter((column) => column !== key && follows(column, key)) }))
    .filter((choice) => choice.followers.length > 0)
    .toSorted((a, b) => savingOf(b) - savingOf(a))[0];
}

function follows(column: CodedColumn, key: CodedColumn): boolean {
  if (column.meanLength < key.meanLength) return false;
  return column.codes.every((code, row) => code === column.codes[key.firstRows[key.codes[row] ?? 0] ?? 0]);
}

function lookupOf({ key, followers }: Choice, rows: Rows): Lookup {
  const columns = followers.map((follower) => follower.index);
  const values = key.firstRows.map((row) => [key.index, ...columns].map((index) => rows[row]?.[index] ?? null));
  return { by: key.index, columns, values };
}
