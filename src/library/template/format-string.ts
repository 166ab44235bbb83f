/** A template in the notation of Python's `str.format`, taken apart: text, or the name of a parameter. */
export type FormatPiece = string | { readonly parameter: string };

/** A template that cannot be used; the message completes "… cannot be used: ". */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;
const NAME = /^[A-Za-z_]\w*$/;

/**
 * Reads `{name}` as a gap and `{{`, `}}` as braces.
 * @throws TemplateError for a lone brace, and for gaps with an index, attribute, conversion or format.
 */
export function readFormatString(text: string): readonly FormatPiece[] {
  return Array.from(text.matchAll(TOKEN), ([token, parameter]): FormatPiece => {
    if (token === "{{" || token === "}}") return token.charAt(0);
    if (token === "{" || token === "}") throw new TemplateError("a brace stands alone; double it to mean the brace");
    if (parameter === undefined) return token;
    if (NAME.test(parameter)) return { parameter };
    throw new TemplateError("a gap holds something else than the name of a parameter");
  });
}
