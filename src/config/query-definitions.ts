import { resolvePath, type Directories } from "./paths.ts";
import { isMapping, type Mapping } from "./yaml-file.ts";

/**
 * The folders and files of hunting queries that a MSTICPy configuration file names in `QueryDefinitions: Custom`, as absolute paths.
 * @param warn takes what is wrong with the section; such entries are left out.
 */
export function queryPathsIn(
  root: Mapping,
  directories: Directories,
  warn: (problem: string) => void,
): readonly string[] {
  const section = root["QueryDefinitions"] ?? {};
  const custom: unknown = isMapping(section) ? (section["Custom"] ?? []) : section;
  const entries: readonly unknown[] = Array.isArray(custom) ? custom : [custom];
  const paths = entries.filter((entry) => typeof entry === "string").filter((path) => path.trim() !== "");
  if (paths.length < entries.length)
    warn("section QueryDefinitions.Custom: not a list of folders; what is no text is ignored.");
  return paths.map((path) => resolvePath(path.trim(), directories));
}
