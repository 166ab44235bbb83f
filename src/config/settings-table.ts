import { keyNames, keys, variableOf } from "./keys.ts";
import { settingEntries, type SettingEntry } from "./settings-catalogue.ts";

/** All settings as a Markdown table for the README: flag, variable, default, meaning. */
export function settingsTable(): string {
  const rows = settingEntries().map((entry) => [
    flagOf(entry),
    code(entry.variable) + (entry.fileVariable === undefined ? "" : ` or ${code(entry.fileVariable)}`),
    entry.defaultText ?? "",
    `${entry.description}${entry.http ? " (`http`)" : ""}`,
  ]);
  return markdownTable(["Flag", "Variable", "Default", "Meaning"], rows);
}

/** The keys of an instance as a Markdown table for the README: key in a file, variable without a file, meaning. */
export function instanceKeysTable(): string {
  const rows = keyNames.map((name) => [code(name), code(variableOf(name)), keys[name].description]);
  return markdownTable(["Key", "Variable", "Meaning"], rows);
}

function flagOf({ flag, placeholder }: SettingEntry): string {
  if (flag === undefined) return "none (secret)";
  return code(`--${flag}${placeholder === undefined ? "" : ` ${placeholder}`}`);
}

function code(text: string): string {
  return `\`${text}\``;
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map(tableLine).join("\n");
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
