import { parseArgs } from "node:util";
import type { Commands } from "./commands.ts";
import { settingEntries, type SettingEntry } from "./settings-catalogue.ts";

/** One flag as it was written. */
export interface WrittenFlag {
  /** With dashes, as written. */
  readonly raw: string;
  /** Without dashes. */
  readonly name: string;
  /** Undefined when there is none. */
  readonly value: string | undefined;
  /** Whether the value stands behind `=`. */
  readonly inline: boolean;
}

export interface SplitArguments {
  readonly flags: readonly WrittenFlag[];
  readonly positionals: readonly string[];
}

/** Arguments split into flags with their values and the rest; whether a flag takes a value is known from the settings and all commands. */
export function splitArguments(argv: readonly string[], commands: Commands): SplitArguments {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(withValue(commands).map((name) => [name, { type: "string" as const }])),
  });
  return {
    positionals: tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : [])),
    flags: tokens.flatMap((token) =>
      token.kind === "option"
        ? [{ raw: token.rawName, name: token.name, value: token.value, inline: token.inlineValue === true }]
        : [],
    ),
  };
}

function withValue(commands: Commands): readonly string[] {
  const settings = settingEntries().flatMap(({ flag, isSwitch }) => (flag === undefined || isSwitch ? [] : [flag]));
  const options = Object.values(commands).flatMap((command) => Object.entries(command.options));
  return [...settings, ...options.flatMap(([name, { placeholder }]) => (placeholder === undefined ? [] : [name]))];
}

/** The setting of a flag; `--no-demo` is the setting `demo` too. */
export function settingOf(name: string): SettingEntry | undefined {
  const entries = settingEntries();
  return (
    entries.find(({ flag }) => flag === name) ?? entries.find(({ flag, isSwitch }) => isSwitch && `no-${flag}` === name)
  );
}
