const guidForm = /^[{(]?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})[})]?$/i;

/** A guid in lower case with hyphens; null when the text is none. */
export function parseGuid(text: string): string | null {
  const match = guidForm.exec(text.trim());
  return match === null ? null : match.slice(1).join("-").toLowerCase();
}
