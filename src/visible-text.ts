// Characters a reader does not see, or that reorder or end a line. Unicode's default-ignorable set holds the zero-width, bidi, tag and
// variation characters; controls, lone surrogates, line separators and interlinear marks are added.
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{fff9}-\u{fffb}]/gu;

// Nearly all text of logs is so, and needs no search.
const PLAIN = /^[\x20-\x7e]*$/;

// Inside an emoji a joiner or variation selector is part of what is seen.
const PART_OF_EMOJI =
  /(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?)\u{fe0f}|(?<=\p{Extended_Pictographic}[\u{fe0f}\p{Emoji_Modifier}]?)\u{200d}(?=\p{Extended_Pictographic})/gu;

/** The text with every hidden, control or reordering character shown as `\u{hex}`: nothing is dropped, because in a hunt it is evidence. */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  const kept = new Set([...text.matchAll(PART_OF_EMOJI)].map((match) => match.index));
  return text.replace(HIDDEN, (character, at: number) =>
    kept.has(at) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** The text with hidden characters shown, line breaks and tabs kept. */
export function visibleLines(text: string): string {
  return PLAIN.test(text) ? text : text.replaceAll(/[^\n\t]+/g, visible);
}

/** The first `max` code points of a text, and how many code points were left out. */
export function clip(text: string, max: number): { readonly text: string; readonly rest: number } {
  if (text.length <= max) return { text, rest: 0 };
  let count = 0;
  let cut = text.length;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) {
    if (count === max) cut = at;
    count += 1;
  }
  return { text: text.slice(0, cut), rest: Math.max(0, count - max) };
}

/**
 * Foreign text as a quotation inside a sentence of ours: hidden characters shown, white space folded, at most `maxChars` code points.
 * Quotation marks within become apostrophes, so the quotation cannot be closed from inside.
 */
export function quoted(text: string, maxChars: number): string {
  const line = clip(visible(text.replaceAll(/\s+/g, " ").trim()).replaceAll(/["“”]/g, "'"), maxChars);
  return `“${line.text}${line.rest > 0 ? "…" : ""}”`;
}
