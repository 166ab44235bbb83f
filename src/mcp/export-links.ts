import type { ResourceLink } from "@modelcontextprotocol/server";
import { exportNames, EXPORTS_URI, exportTypeOf } from "../tools/exports-uri.ts";
import type { ToolAnswer } from "../tools/tool.ts";

/** The file that an answer tells of, or its parts, for hosts that can open them. */
export function exportLinks(answer: ToolAnswer): readonly ResourceLink[] {
  const file = answer.kind === "table" ? answer.data.export : undefined;
  if (file === undefined) return [];
  const { uri, bytes, parts = 1 } = file;
  return exportNames({ name: uri.slice(uri.lastIndexOf("/") + 1), parts }).map((name) => ({
    type: "resource_link",
    uri: EXPORTS_URI + name,
    name,
    mimeType: exportTypeOf(name),
    ...(parts === 1 ? { size: bytes } : {}),
  }));
}
