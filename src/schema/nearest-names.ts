import { distance } from "fastest-levenshtein";

const mostSuggestions = 5;
/** Longer than any name that exists; what is longer is not a misspelt name, and comparing it would take time. */
const longestName = 128;

/**
 * The names that an unknown one may stand for, the likeliest first, at most five: names that differ in case only, the given synonyms that
 * exist, then the nearest by edit distance (letters changed, inserted, removed; up to a third of the name, at least two).
 *
 * @param synonyms names that usually stand for it, the likeliest first; those not among `names` are left out
 */
export function nearestNames(
  name: string,
  names: Iterable<string>,
  synonyms: readonly string[] = [],
): readonly string[] {
  if (name.length > longestName) return [];
  const known = new Set(names);
  const meant = synonyms.filter((synonym) => known.has(synonym));
  // A synonym says more than a far spelling does.
  const furthest = meant.length > 0 ? 2 : Math.max(2, Math.floor(name.length / 3));
  const near = byDistance(name, known, furthest);
  const caseOnly = near.filter((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return [...new Set([...caseOnly, ...meant, ...near])].slice(0, mostSuggestions);
}

function byDistance(name: string, known: ReadonlySet<string>, furthest: number): readonly string[] {
  const wanted = name.toLowerCase();
  const near = [...known]
    .map((candidate) => ({ candidate, far: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= Math.min(furthest, candidate.length - 2));
  const best = Math.min(...near.map(({ far }) => far));
  return near
    .filter(({ far }) => far <= best + 2)
    .toSorted(
      (a, b) =>
        a.far - b.far ||
        sharedStart(wanted, b.candidate) - sharedStart(wanted, a.candidate) ||
        a.candidate.length - b.candidate.length ||
        (a.candidate < b.candidate ? -1 : 1),
    )
    .map(({ candidate }) => candidate);
}

function sharedStart(wanted: string, candidate: string): number {
  const other = candidate.toLowerCase();
  let i = 0;
  while (i < wanted.length && wanted[i] === other[i]) i++;
  return i;
}
