/**
 * Lines of foreign data between two tags whose name cannot be foreseen and does not occur in the data.
 * @param lines escaped so that no `<` occurs in them (`rowText`).
 * @param randomId at least 96 random bits as letters and digits.
 */
export function fenced(lines: readonly string[], randomId: () => string): string {
  const body = lines.join("\n");
  let id = randomId();
  while (body.includes(id)) id = randomId();
  return `<untrusted-data-${id}>\n${body}\n</untrusted-data-${id}>`;
}
