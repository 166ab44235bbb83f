import type { ExportFormat } from "../table/export-file.ts";

/** What the address of an exported file begins with; its name follows. */
export const EXPORTS_URI = "hunting://exports/";

/** Media types of exports. */
const exportTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  json: "application/json",
};

/** The names under which an export is read, in order: its own, or those of its parts. */
export function exportNames({ name, parts }: { readonly name: string; readonly parts: number }): readonly string[] {
  return parts === 1 ? [name] : Array.from({ length: parts }, (_, index) => `${name}.${index + 1}`);
}

/** The media type of an export or of a part of one, by its name. */
export function exportTypeOf(name: string): string {
  const [, format] = /\.(csv|ndjson|json)(?:\.\d+)?$/.exec(name) ?? [];
  return format === "csv" || format === "ndjson" || format === "json" ? exportTypes[format] : "text/plain";
}
