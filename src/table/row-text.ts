import { visible } from "../visible-text.ts";
import type { JsonValue } from "./table.ts";

/**
 * A row (or any JSON) as one line of text in which `<` is written `\u003c`, so that no tag can stand in it, and hidden characters are
 * shown as `\u{hex}`. Without hidden characters the line parses back to the same values.
 */
export function rowText(row: JsonValue): string {
  return visible(JSON.stringify(row).replaceAll("<", String.raw`\u003c`));
}
