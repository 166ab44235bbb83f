/**
 * A value as it may stand in a query. `bare` is one word or number of KQL without quotes (`5`, `7d`, `true`), `name` an identifier; both
 * were checked by whoever made the value. A datetime is ISO 8601 in UTC.
 */
export type Value =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bare"; readonly text: string }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "datetime"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Value[] };

// Controls and line ends are illegal in a KQL string; a lone surrogate and a byte order mark do not survive the wire.
const ESCAPED = /[\p{Control}\p{Surrogate}\u2028\u2029\ufeff]/gu;

/** A KQL string literal whose value is exactly the text, whatever it holds. */
export function kqlString(text: string): string {
  const escaped = text
    .replaceAll(/[\\']/g, String.raw`\$&`)
    .replaceAll(ESCAPED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `'${escaped}'`;
}

/** A value as KQL; a list as its literals with commas between, without brackets. */
export function kqlLiteral(value: Value): string {
  if (value.kind === "list") return value.items.map(kqlLiteral).join(", ");
  if (value.kind === "datetime") return `datetime(${value.text})`;
  return value.kind === "text" ? kqlString(value.text) : value.text;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", a: "\u0007" };

/** What a string literal stands for. `obfuscated` is true for `h"…"`, which the service keeps out of its logs. */
export function readKqlString(literal: string): { readonly text: string; readonly obfuscated: boolean } {
  const [, prefix = "", verbatim, quote = "", body = ""] =
    /^([hH]?)(@?)(```|~~~|["'])([^]*)(?:```|~~~|["'])$/.exec(literal) ?? [];
  const text = quote.length === 3 ? body : verbatim === "@" ? body.replaceAll(quote + quote, quote) : unescaped(body);
  return { text, obfuscated: prefix !== "" };
}

function unescaped(body: string): string {
  return body.replaceAll(
    /\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([^]))/g,
    (_all, ...groups: (string | undefined)[]) => {
      const [unicode, byte, character = ""] = groups;
      const code = unicode ?? byte;
      return code === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16));
    },
  );
}
