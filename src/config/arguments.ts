import { UserError } from "../errors.ts";
import { quoted } from "../visible-text.ts";
import type { Command, CommandOption } from "./commands.ts";
import { settingOf, type WrittenFlag } from "./flags.ts";
import type { SettingEntry } from "./settings-catalogue.ts";
import type { SettingName } from "./settings.ts";

/** Options of a subcommand by flag: a switch is `true`, an option that may be given several times a list. */
export type CommandOptions = Readonly<Record<string, string | true | readonly string[]>>;

/** What the flags of a command line say: values of settings as text, and the subcommand's own options. */
export interface FlagValues {
  readonly settings: ReadonlyMap<SettingName, string>;
  readonly options: CommandOptions;
}

/**
 * Sorts the flags of a subcommand into settings and options of its own.
 * @throws UserError for a flag of another subcommand, a missing or needless value, a bad choice, or a flag given twice.
 */
export function readFlags(name: string, command: Command, flags: readonly WrittenFlag[]): FlagValues {
  const settings = new Map<SettingName, string>();
  const options = new Map<string, CommandOptions[string]>();
  for (const flag of flags) {
    const option = Object.hasOwn(command.options, flag.name) ? command.options[flag.name] : undefined;
    const setting = option ? undefined : settingOf(flag.name);
    if (option) {
      options.set(flag.name, optionValue(flag, option, options.get(flag.name)));
    } else if (setting && (name === "http" || !setting.http)) {
      settings.set(setting.name, settingValue(flag, setting, settings.get(setting.name)));
    } else {
      throw misplaced(flag, name, setting);
    }
  }
  return { settings, options: Object.fromEntries(options) };
}

/** A list may be given in parts; everything else once. */
function settingValue(flag: WrittenFlag, setting: SettingEntry, earlier: string | undefined): string {
  if (earlier !== undefined && !setting.isList) throw twice(flag);
  const value = setting.isSwitch ? switchValue(flag, setting) : valueOf(flag);
  return earlier === undefined ? value : `${earlier},${value}`;
}

function switchValue(flag: WrittenFlag, { flag: name }: SettingEntry): string {
  if (flag.name === name) return flag.value ?? "true";
  if (flag.value !== undefined) throw needlessValue(flag);
  return "false";
}

function optionValue(flag: WrittenFlag, option: CommandOption, earlier: CommandOptions[string] | undefined) {
  if (earlier !== undefined && option.isList !== true) throw twice(flag);
  if (option.placeholder === undefined) {
    if (flag.value !== undefined) throw needlessValue(flag);
    return true;
  }
  const value = chosenValue(flag, option);
  return option.isList === true ? [...(Array.isArray(earlier) ? earlier : []), value] : value;
}

function chosenValue(flag: WrittenFlag, { choices }: CommandOption): string {
  const value = valueOf(flag);
  if (!choices || choices.includes(value)) return value;
  throw new UserError(`${flag.raw} cannot be ${quoted(value, 40)}.`, {
    nextStep: `Use one of: ${choices.join(", ")}.`,
  });
}

function valueOf(flag: WrittenFlag): string {
  if (flag.value !== undefined && (flag.inline || !/^-./.test(flag.value))) return flag.value;
  throw new UserError(`${flag.raw} needs a value.`, {
    nextStep: `Write ${flag.raw} VALUE, or ${flag.raw}=VALUE for one that begins with a dash.`,
  });
}

function needlessValue({ raw }: WrittenFlag): UserError {
  return new UserError(`${raw} takes no value.`, { nextStep: `Write ${raw} alone.` });
}

function twice({ raw }: WrittenFlag): UserError {
  return new UserError(`${raw} is given twice.`, { nextStep: "Give it once." });
}

function misplaced({ raw }: WrittenFlag, command: string, setting: SettingEntry | undefined): UserError {
  const where = setting?.http ? "http" : "another subcommand";
  return new UserError(`${raw} belongs to ${where}, not to ${command}.`, {
    nextStep: "Leave it out, or name the subcommand first; --help lists the flags of each.",
  });
}
