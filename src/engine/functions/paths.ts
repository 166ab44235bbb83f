import { parseDecimal } from "../values/decimal.ts";
import type { Dynamic } from "../values/value.ts";
import { type FunctionTable, strict } from "./scalar-function.ts";

/** The parts of a file path of either system, or of a `file://` URL. */
function parsePath(text: string): Dynamic {
  const [, scheme = "", rest = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]+):\/\/\/?)?(.*)$/s.exec(text) ?? [];
  const [, path = "", stream = ""] = /^((?:[A-Za-z]:)?[^:]*)(?::(.*))?$/s.exec(rest) ?? [];
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  const directory = path.slice(0, Math.max(0, cut));
  const file = path.slice(cut + 1);
  const dot = file.lastIndexOf(".");
  return {
    Scheme: scheme,
    RootPath: /^[A-Za-z]:/.exec(path)?.[0] ?? "",
    DirectoryPath: directory,
    DirectoryName: directory.slice(Math.max(directory.lastIndexOf("/"), directory.lastIndexOf("\\")) + 1),
    Filename: file,
    Extension: dot === -1 ? "" : file.slice(dot + 1),
    AlternateDataStreamName: stream,
  };
}

/** A dotted version of up to four parts as one number: each part has eight digits. */
function parseVersion(text: string): string | null {
  const parts = text.trim().split(".");
  if (parts.length > 4 || !parts.every((part) => /^\d{1,8}$/.test(part))) return null;
  return [0, 1, 2, 3].map((i) => (parts[i] ?? "0").padStart(8, "0")).join("");
}

/** File paths and versions. */
export const pathFunctions: FunctionTable = {
  parse_path: strict(["string"], "dynamic", parsePath),
  parse_version: strict(["string"], "decimal", (text) => {
    const digits = parseVersion(text);
    return digits === null ? null : parseDecimal(digits);
  }),
};
