import { settingNotes, type SettingNotes } from "./setting-types.ts";
import { settingsSchema, type SettingName } from "./settings.ts";

/** A setting as the command line, the environment and the documentation know it. */
export interface SettingEntry extends Omit<SettingNotes, "defaultText"> {
  readonly name: SettingName;
  /** E.g. `max-rows`; undefined for a secret, which has no flag. */
  readonly flag: string | undefined;
  /** E.g. `DEFENDER_HUNTING_MAX_ROWS`. */
  readonly variable: string;
  /** The variable that names a file with the secret; undefined for what is no secret. */
  readonly fileVariable: string | undefined;
  /** True for a setting that is on or off and needs no value. */
  readonly isSwitch: boolean;
  /** True for a setting that is a list, which may be given in parts. */
  readonly isList: boolean;
  /** The default in words; undefined when there is none. */
  readonly defaultText: string | undefined;
}

export const VARIABLE_PREFIX = "DEFENDER_HUNTING_";

/** Every setting, in the order of the schema. */
export function settingEntries(): readonly SettingEntry[] {
  return Object.keys(settingsSchema.shape).filter(isSettingName).map(entryOf);
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsSchema.shape, name);
}

function entryOf(name: SettingName): SettingEntry {
  const schema = settingsSchema.shape[name];
  const notes = settingNotes.get(schema);
  if (notes === undefined) throw new TypeError(`The setting ${name} has no notes.`);
  const flag = name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  const variable = VARIABLE_PREFIX + flag.replaceAll("-", "_").toUpperCase();
  const standard: unknown = schema.safeParse(undefined).data;
  const hidden = notes.secret === "variable";
  return {
    ...notes,
    name,
    flag: hidden ? undefined : flag,
    variable,
    fileVariable: hidden ? `${variable}_FILE` : undefined,
    isList: Array.isArray(standard),
    isSwitch: !hidden && notes.placeholder === undefined,
    defaultText: notes.defaultText ?? defaultTextOf(standard),
  };
}

function defaultTextOf(value: unknown): string | undefined {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string" || typeof value === "number") return String(value);
  return undefined;
}
