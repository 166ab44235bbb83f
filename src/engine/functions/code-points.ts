const surrogate = /[\uD800-\uDFFF]/;

/** The characters of a text as Kusto counts them: code points, not UTF-16 units. */
export function characters(text: string): readonly string[] {
  return Array.from(text);
}

export function characterCount(text: string): number {
  return surrogate.test(text) ? characters(text).length : text.length;
}

/** `count` characters from `start` on; a negative start counts from the end. */
export function sliceCharacters(text: string, start: number, count: number | undefined): string {
  if (count !== undefined && count < 0) return "";
  const plain = !surrogate.test(text);
  const whole = plain ? text : characters(text);
  const from = start < 0 ? Math.max(0, whole.length + start) : start;
  const slice = whole.slice(from, count === undefined ? undefined : from + count);
  return typeof slice === "string" ? slice : slice.join("");
}

export function reverseCharacters(text: string): string {
  return characters(text).toReversed().join("");
}
