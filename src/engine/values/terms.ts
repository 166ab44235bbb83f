/** True for what Kusto counts as part of a term: ASCII letters and digits, and letters and digits of other scripts. */
function isTermCode(code: number): boolean {
  if (code < 128) return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return /[\p{L}\p{Nd}]/u.test(String.fromCharCode(code));
}

/** Which ends of the needle must be ends of a term: `has` both, `hasprefix` the start, `hassuffix` the end. */
export interface TermEnds {
  readonly start: boolean;
  readonly end: boolean;
}

/**
 * A test whether `needle` stands in a text with term boundaries around it. An end of the needle that is itself no letter or digit needs no
 * boundary. Case is the caller's business: pass both sides in lower case to ignore it.
 */
export function termTest(needle: string, ends: TermEnds): (text: string) => boolean {
  const size = needle.length;
  if (size === 0) return () => true;
  const checkStart = ends.start && isTermCode(needle.charCodeAt(0));
  const checkEnd = ends.end && isTermCode(needle.charCodeAt(size - 1));
  return (text) => {
    for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + 1)) {
      const startFits = !checkStart || at === 0 || !isTermCode(text.charCodeAt(at - 1));
      if (startFits && (!checkEnd || at + size === text.length || !isTermCode(text.charCodeAt(at + size)))) return true;
    }
    return false;
  };
}
