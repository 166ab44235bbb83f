import type { Command, Commands } from "../config/commands.ts";
import { settingEntries } from "../config/settings-catalogue.ts";
import { exitCodeMeanings } from "./exit-codes.ts";

type Rows = readonly (readonly [string, string])[];

/** What `--help` prints: the subcommands, the settings that they know by flag, the exit codes; or one subcommand with its options. */
export function helpText(commands: Commands, name?: string): string {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  return name === undefined || command === undefined ? overview(commands) : detail(name, command);
}

function overview(commands: Commands): string {
  const rows = Object.entries(commands).map(
    ([name, { usage, summary }]) => [`${name} ${usage}`.trim(), summary] as const,
  );
  return [
    "Usage: defender-hunting-mcp [SUBCOMMAND] [FLAGS]",
    ...section("Subcommands", rows),
    ...section(
      "Settings (--max-rows is also the variable DEFENDER_HUNTING_MAX_ROWS, and so on; flags win)",
      settingRows("http" in commands),
    ),
    ...section("Exit codes", Object.entries(exitCodeMeanings)),
    "",
    "SUBCOMMAND --help prints its own flags, --help this, --version the version.",
  ].join("\n");
}

function detail(name: string, { usage, summary, options }: Command): string {
  const rows = Object.entries(options).map(
    ([flag, { placeholder, description }]) => [flagText(flag, placeholder), description] as const,
  );
  return [
    `Usage: defender-hunting-mcp ${`${name} ${usage}`.trim()}${rows.length === 0 ? "" : " [FLAGS]"}`,
    `${summary}.`,
    ...(rows.length === 0 ? [] : section("Flags", rows)),
    ...(name === "http" ? section("Settings", settingRows(true)) : []),
    ...section("Exit codes", Object.entries(exitCodeMeanings)),
  ].join("\n");
}

function settingRows(withHttp: boolean): Rows {
  const entries = settingEntries().filter(({ http }) => !http || withHttp);
  return entries.map(({ flag, placeholder, variable, description, http }) => [
    flag === undefined ? variable : flagText(flag, placeholder),
    `${description}${http ? " (http)" : ""}`,
  ]);
}

const flagText = (flag: string, placeholder: string | undefined): string =>
  `--${flag}${placeholder === undefined ? "" : ` ${placeholder}`}`;

function section(title: string, rows: Rows): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return ["", `${title}:`, ...rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)];
}
