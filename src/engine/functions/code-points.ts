const surrogate = /[\uD800-\uDFFF]/;

/** The characters of a text as Kusto counts them: code points, not UTF-16 units. */
export function characterCount(text: string): number {
  return surrogate.test(text) ? [...text].length : text.length;
}

/** `count` characters from `start` on; a negative start counts from the end. */
export function sliceCharacters(text: string, start: number, count: number | undefined): string {
  if (count !== undefined && count < 0) return "";
  const slice = <T extends string | readonly string[]>(whole: T) => {
    const from = start < 0 ? Math.max(0, whole.length + start) : start;
    return whole.slice(from, count === undefined ? undefined : from + count);
  };
  if (!surrogate.test(text)) return slice(text) as string;
  return (slice([...text]) as readonly string[]).join("");
}

export function reverseCharacters(text: string): string {
  return [...text].reverse().join("");
}
