import { RE2JS, RE2JSException } from "re2js";
import { LocalQueryError } from "../errors.ts";

/** Where a match lies and what its groups captured; group 0 is the whole match, a group that took no part is null. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/** An RE2 expression: its time is linear in the text, whatever the pattern. */
export interface Regex {
  readonly groupCount: number;
  /** Numbers of the named groups. */
  readonly groupNumbers: Readonly<Record<string, number>>;
  test(text: string): boolean;
  /** The first match at or behind `from`. */
  find(text: string, from?: number): RegexMatch | null;
  /** All matches from left to right that do not overlap. */
  findAll(text: string): readonly RegexMatch[];
}

/** @throws LocalQueryError when the pattern is not RE2; back-references and look-around are not. */
export function createRegex(pattern: string): Regex {
  const compiled = compile(pattern);
  const groupCount = compiled.groupCount();
  const find = (text: string, from = 0): RegexMatch | null => {
    const matcher = compiled.matcher(text);
    if (from > text.length || !matcher.find(from)) return null;
    const groups = Array.from({ length: groupCount + 1 }, (_, group) => matcher.group(group));
    return { start: matcher.start(), end: matcher.end(), groups };
  };
  return {
    groupCount,
    groupNumbers: compiled.namedGroups(),
    test: (text) => compiled.test(text),
    // The automaton of `test` is several times faster than the search for positions.
    find: (text, from) => (compiled.test(text) ? find(text, from) : null),
    findAll(text) {
      const matches: RegexMatch[] = [];
      for (let match = find(text); match !== null; match = find(text, nextStart(match))) matches.push(match);
      return matches;
    },
  };
}

function nextStart({ start, end }: RegexMatch): number {
  return end > start ? end : end + 1;
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new LocalQueryError("A regular expression of the query is not valid RE2.", {
      nextStep: "Correct the pattern; RE2 has no back-references and no look-around.",
      cause: error,
    });
  }
}

/** The text as a pattern that matches it literally. */
export function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}
