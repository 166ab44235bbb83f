import type { FormatPiece } from "./format-string.ts";
import type { StringPiece } from "./template.ts";

/** A template as plain text: each gap is a word that occurs nowhere else, so that the text can be split into lexemes. */
export interface MarkedText {
  readonly text: string;
  /** A part of the text as pieces again. */
  readonly read: (text: string) => readonly StringPiece[];
}

/** Marks the gaps of a template. Blank lines are dropped, as MSTICPy does: a pasted text that is empty leaves some. */
export function markGaps(pieces: readonly FormatPiece[]): MarkedText {
  const whole = pieces.filter((piece) => typeof piece === "string").join("");
  let stem = "gap";
  while (whole.includes(stem)) stem += "q";
  const mark = new RegExp(`${stem}(\\d+)z`);
  const marked = pieces.map((piece, i) => (typeof piece === "string" ? piece : `${stem}${i}z`)).join("");
  const nameOf = (index: string) => {
    const piece = pieces[Number(index)];
    return typeof piece === "object" ? piece.parameter : "";
  };
  return {
    text: marked.replaceAll(/\n\s*\n/g, "\n").trim(),
    read: (text) =>
      text
        .split(mark)
        .map((part, i): StringPiece => (i % 2 === 0 ? part : { parameter: nameOf(part) }))
        .filter((piece) => piece !== ""),
  };
}
