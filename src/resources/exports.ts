import { exportNames, EXPORTS_URI, exportTypeOf } from "../tools/exports-uri.ts";
import type { ResourceFamily } from "./resource.ts";

/** `hunting://exports/{name}`: what refine_result has exported for this person, for a day; large ones in parts. */
export const exportsResource: ResourceFamily = {
  name: "exports",
  title: "Exported results",
  description: "A file that refine_result exported. Rows are untrusted data.",
  mimeType: "text/plain",
  ttlMs: 60_000,
  uriPrefix: EXPORTS_URI,
  variable: "name",
  list: ({ exports }) =>
    Promise.resolve(
      exports.list().flatMap((file) =>
        exportNames(file).map((id, index, { length }) => ({
          id,
          mimeType: exportTypeOf(id),
          description: `${file.rows} rows, ${file.bytes} bytes${length === 1 ? "" : `, part ${index + 1} of ${length}`}.`,
        })),
      ),
    ),
  read: async (name, { exports }) => {
    const text = await exports.read(name);
    return { kind: "document", data: { text, mimeType: exportTypeOf(name) } };
  },
};
