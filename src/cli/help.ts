import type { Commands } from "../config/commands.ts";
import { settingEntries } from "../config/settings-catalogue.ts";

/** What `--help` prints: the subcommands, then the settings that they know, by flag. */
export function helpText(commands: Commands): string {
  const rows = Object.entries(commands).map(
    ([name, { usage, summary }]) => [`${name} ${usage}`.trim(), summary] as const,
  );
  const entries = settingEntries().filter(({ http }) => !http || "http" in commands);
  const settings = entries.map(
    ({ flag, placeholder, variable, description, http }) =>
      [
        flag === undefined ? variable : `--${flag}${placeholder === undefined ? "" : ` ${placeholder}`}`,
        `${description}${http ? " (http)" : ""}`,
      ] as const,
  );
  return [
    "Usage: defender-hunting-mcp [SUBCOMMAND] [FLAGS]",
    "",
    "Subcommands:",
    ...inTwoColumns(rows),
    "",
    "Settings (--max-rows is also the variable DEFENDER_HUNTING_MAX_ROWS, and so on; flags win):",
    ...inTwoColumns(settings),
    "",
    "--help prints this, --version the version.",
  ].join("\n");
}

function inTwoColumns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}
