import { UserError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import type { Redactor } from "../secrets.ts";
import { quoted } from "../visible-text.ts";
import { readFlags, type CommandOptions } from "./arguments.ts";
import { serverCommands, type Command, type Commands } from "./commands.ts";
import type { Environment } from "./environment-variable.ts";
import { settingOf, splitArguments, type SplitArguments, type WrittenFlag } from "./flags.ts";
import { keyNames, keys, variableOf } from "./keys.ts";
import { readSettings } from "./read-settings.ts";
import { settingEntries } from "./settings-catalogue.ts";
import type { Settings } from "./settings.ts";

/** A command line, understood. */
export interface CommandLine {
  /** `stdio` without a subcommand; `help` and `version` for `--help` and `--version` anywhere. */
  readonly command: string;
  /** Arguments without a flag; for `help` the subcommand that help is wanted for. */
  readonly positionals: readonly string[];
  /** Options of the subcommand by flag. */
  readonly options: CommandOptions;
  readonly settings: Settings;
  readonly warnings: readonly string[];
}

/**
 * What a command line and an environment ask for: `--flag value`, `--flag=value`, `--switch`, `--no-switch`; `--` ends the flags.
 * @param argv arguments after the program's name.
 * @param commands subcommands beside `stdio` and `http`.
 * @throws UserError for an unknown subcommand or flag (with the nearest), a missing value, a flag given twice, too few or many arguments.
 * @throws ConfigError for a bad value of a setting.
 */
export function parseCommandLine(
  argv: readonly string[],
  env: Environment,
  redactor: Redactor,
  commands: Commands = {},
): CommandLine {
  const known: Commands = { ...serverCommands, ...commands };
  const split = splitArguments(argv, known);
  const asked = askedFor(split);
  if (asked) return { ...asked, options: {}, ...readSettings(new Map(), {}, redactor) };
  for (const flag of split.flags) if (!isKnown(flag, known)) throw unknownFlag(flag, known);
  const [name = "stdio", ...positionals] = split.positionals;
  const command = Object.hasOwn(known, name) ? known[name] : undefined;
  if (command === undefined) throw unknownCommand(name, known);
  requireCount(name, command, positionals.length);
  const { settings, options } = readFlags(name, command, split.flags);
  return { command: name, positionals, options, ...readSettings(settings, env, redactor) };
}

/** Settings alone. @throws as {@link parseCommandLine}. */
export function parseSettings(argv: readonly string[], env: Environment, redactor: Redactor): Settings {
  return parseCommandLine(argv, env, redactor).settings;
}

function askedFor({ flags, positionals }: SplitArguments): Pick<CommandLine, "command" | "positionals"> | undefined {
  const raws = new Set(flags.map(({ raw }) => raw));
  const [first, ...rest] = positionals;
  if (first === "help") return { command: "help", positionals: rest };
  if (raws.has("--help") || raws.has("-h")) return { command: "help", positionals };
  if (raws.has("--version") || raws.has("-v")) return { command: "version", positionals: [] };
  return undefined;
}

function optionsOf(commands: Commands): readonly string[] {
  return Object.values(commands).flatMap((command) => Object.keys(command.options));
}

function isKnown({ raw, name }: WrittenFlag, commands: Commands): boolean {
  return raw.startsWith("--") && (settingOf(name) !== undefined || optionsOf(commands).includes(name));
}

/** What a secret or an instance's key is set with; neither has a flag. */
function variableInstead(name: string): string | undefined {
  const capitals = name.replaceAll("-", "_").toUpperCase();
  const entry = settingEntries().find(({ variable }) => variable.endsWith(`_${capitals}`));
  const key = keyNames.find((candidate) => keys[candidate].snake.toUpperCase() === capitals);
  return entry?.variable ?? (key === undefined ? undefined : variableOf(key));
}

function unknownFlag({ raw, name }: WrittenFlag, commands: Commands): UserError {
  const flags = [...settingEntries().flatMap(({ flag }) => flag ?? []), ...optionsOf(commands), "help", "version"];
  const instead = variableInstead(name);
  if (instead !== undefined) {
    return new UserError(`There is no flag ${quoted(raw, 40)}.`, { nextStep: `Set the variable ${instead} instead.` });
  }
  const dashed = flags.map((flag) => `--${flag}`);
  return new UserError(`There is no flag ${quoted(raw, 40)}.${didYouMean(raw, dashed)}`, {
    nextStep: "Run with --help for the list of flags.",
  });
}

function unknownCommand(name: string, commands: Commands): UserError {
  const names = Object.keys(commands);
  const query = /\s/.test(name) && names.includes("query") ? " To run a query, write query before it." : "";
  return new UserError(`There is no subcommand ${quoted(name, 40)}.${didYouMean(name, names)}`, {
    nextStep: `Use one of: ${names.join(", ")}.${query}`,
  });
}

function requireCount(name: string, { usage, positionals: { min, max } }: Command, count: number): void {
  if (count >= min && count <= max) return;
  const problem = count < min ? "needs more arguments" : `takes ${max === 0 ? "no" : `at most ${max}`} arguments`;
  throw new UserError(`${name} ${problem}.`, { nextStep: `Usage: defender-hunting-mcp ${`${name} ${usage}`.trim()}` });
}
