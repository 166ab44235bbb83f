import { distance } from "fastest-levenshtein";

const LONGEST_NAME = 80;

/**
 * The known name nearest to a misspelt one, letter case aside; undefined when none is near enough to be the one meant.
 * @param mostEdits edits (insert, delete, replace a character) within which a name counts as near: a third of its length, rounded up, unless given.
 */
export function nearestName(wanted: string, known: readonly string[], mostEdits?: number): string | undefined {
  const text = wanted.slice(0, LONGEST_NAME).toLowerCase();
  const ranked = known
    .map((name) => ({ name, edits: distance(text, name.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits);
  const [best] = ranked;
  return best && best.edits <= (mostEdits ?? Math.ceil(text.length / 3)) ? best.name : undefined;
}

/** ` Did you mean X?` with a leading space, or nothing: the end of a message about an unknown name. */
export function didYouMean(wanted: string, known: readonly string[]): string {
  const name = nearestName(wanted, known);
  return name === undefined ? "" : ` Did you mean ${name}?`;
}
