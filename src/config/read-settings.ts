import { ConfigError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import type { Redactor } from "../secrets.ts";
import { quoted } from "../visible-text.ts";
import { type Environment, variable } from "./environment-variable.ts";
import { readSecretSource } from "./setting-types.ts";
import { settingEntries, VARIABLE_PREFIX, type SettingEntry } from "./settings-catalogue.ts";
import { settingsSchema, type SettingName, type Settings } from "./settings.ts";

/** Values of flags by setting. */
export type Flags = ReadonlyMap<SettingName, string>;

export interface SettingsReading {
  readonly settings: Settings;
  /** Variables with our prefix that mean nothing. */
  readonly warnings: readonly string[];
}

/**
 * Settings from flags and environment; flags win. Secrets are registered with the redactor.
 * @throws ConfigError naming every flag or variable with a bad value.
 */
export function readSettings(flags: Flags, env: Environment, redactor: Redactor): SettingsReading {
  const entries = settingEntries();
  const problems = entries.flatMap((entry) => (isGivenTwice(entry, env) ? [twice(entry)] : []));
  const written = entries.map((entry) => [entry.name, writtenValue(entry, flags, env, redactor)] as const);
  const parsed = settingsSchema.safeParse(Object.fromEntries(written));
  if (parsed.success && problems.length === 0) {
    return { settings: parsed.data, warnings: unknownVariables(entries, env) };
  }
  const texts = new Map<unknown, unknown>(written);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const entry = entries.find(({ name }) => name === path[0]);
    if (entry) problems.push(badValue(entry, flags, message, texts.get(entry.name)));
  }
  throw new ConfigError(problems.join(" "), { nextStep: "Correct it and start again; --help lists all settings." });
}

function writtenValue(
  { name, variable: own, fileVariable, secret }: SettingEntry,
  flags: Flags,
  env: Environment,
  redactor: Redactor,
) {
  const text = flags.get(name) ?? variable(env, own);
  if (fileVariable !== undefined) return readSecretSource(text, variable(env, fileVariable), redactor);
  if (secret === "inside" && text !== undefined) registerParts(text, redactor);
  return text;
}

/** The store's own name for whoever gives none; everyone's word, so no secret. */
const USUAL_USER = "default";

/** An address is logged whole or in parts, so its user and password are registered alone too. */
function registerParts(address: string, redactor: Redactor): void {
  redactor.add(address);
  const { username, password } = URL.canParse(address) ? new URL(address) : { username: "", password: "" };
  for (const part of [username, password].filter((text) => text !== USUAL_USER)) {
    redactor.add(part);
    redactor.add(decoded(part));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isGivenTwice({ variable: own, fileVariable }: SettingEntry, env: Environment): boolean {
  return fileVariable !== undefined && variable(env, own) !== undefined && variable(env, fileVariable) !== undefined;
}

function twice(entry: SettingEntry): string {
  return `${entry.variable} and ${entry.fileVariable ?? ""} are both set; keep one.`;
}

function badValue(entry: SettingEntry, flags: Flags, message: string, value: unknown): string {
  const label = flags.has(entry.name) ? `--${entry.flag ?? ""}` : entry.variable;
  const got = typeof value === "string" && entry.secret === undefined ? `, got ${quoted(value, 40)}` : "";
  return `${label}: ${message}${got}.`;
}

function unknownVariables(entries: readonly SettingEntry[], env: Environment): readonly string[] {
  const known = entries.flatMap(({ variable: own, fileVariable }) => [
    own,
    ...(fileVariable === undefined ? [] : [fileVariable]),
  ]);
  return Object.keys(env)
    .filter((name) => name.startsWith(VARIABLE_PREFIX) && !known.includes(name))
    .map((name) => `The variable ${quoted(name, 60)} is not a setting.${didYouMean(name, known)}`);
}
