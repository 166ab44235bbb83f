import { ConfigError } from "../errors.ts";
import { quoted } from "../visible-text.ts";
import type { Draft, Origin } from "./draft.ts";
import { aboutUnknownKey, isSecretKey, keyOf, type KeyName } from "./keys.ts";
import type { Directories } from "./paths.ts";
import type { Section } from "./sections.ts";
import type { Value } from "./value.ts";
import { isMapping, type Mapping } from "./yaml-file.ts";
import { yamlValue, type References } from "./yaml-value.ts";

/** What a section is read with. */
export interface SectionReading extends References {
  readonly file: string;
  readonly allowCustomEndpoints: boolean;
  readonly directories: Directories;
  readonly warn: (problem: string) => void;
}

/**
 * What a section says about its instance.
 * @throws ConfigError when it is empty, lacks `Args`, or writes a key twice.
 */
export function sectionDraft(section: Section, file: SectionReading): Draft {
  const origin = sectionOrigin(section, file.file);
  const warn = (problem: string) => file.warn(`${origin.place}: ${problem}`);
  const reading = { ...file, warn };
  const body = bodyOf(section, origin);
  const args = argsOf(body, origin);
  const values = new Map<KeyName, Value>();
  warnOfKeysOutsideArgs(body, warn);
  addProvider(values, body, section, reading);
  const written = new Set<KeyName>();
  for (const [spelling, raw] of Object.entries(args.mapping)) {
    const key = keyOf(spelling);
    if (key === undefined) {
      warn(`key ${quoted(spelling, 60)} ${aboutUnknownKey(spelling)}`);
      continue;
    }
    if (written.has(key)) throw twice(origin, key);
    written.add(key);
    addValue(values, key, raw, `${section.path}.${args.name}.${spelling}`, reading);
  }
  return {
    ...section,
    origin,
    values,
    warn,
    allowCustomEndpoints: reading.allowCustomEndpoints,
    directories: reading.directories,
  };
}

/** Whether a section holds a secret in plain text, in a key that is known. */
export function holdsLiteralSecret({ body }: Section): boolean {
  const args = isMapping(body) ? entryOf(body, "args")?.[1] : undefined;
  if (!isMapping(args)) return false;
  return Object.entries(args).some(([spelling, raw]) => isLiteralSecret(keyOf(spelling), raw));
}

function isLiteralSecret(key: KeyName | undefined, raw: unknown): boolean {
  return key !== undefined && isSecretKey(key) && typeof raw === "string" && raw.trim() !== "";
}

function sectionOrigin({ path }: Section, file: string): Origin {
  return {
    place: `${file}, section ${path}`,
    nameOf: (key) => key,
    error: ConfigError,
    toleratesUserNameAndSecret: true,
    withoutCredential: "warn",
  };
}

function bodyOf({ body }: Section, { place }: Origin): Mapping {
  if (isMapping(body)) return body;
  const problem = body === null ? "empty" : "not a mapping";
  throw new ConfigError(`${place}: ${problem}.`, {
    nextStep: "Give it Args with TenantId and ClientId, or remove it.",
  });
}

function argsOf(body: Mapping, { place }: Origin): { name: string; mapping: Mapping } {
  const [name, args] = entryOf(body, "args") ?? ["Args", undefined];
  if (isMapping(args)) return { name, mapping: args };
  const problem = args === undefined ? "no Args" : args === null ? "Args is empty" : "Args is not a mapping";
  throw new ConfigError(`${place}: ${problem}.`, {
    nextStep: "Write TenantId, ClientId and the other keys below Args.",
  });
}

/** MSTICPy writes `Provider` beside `Args`; `Args` may override it. */
function addProvider(values: Map<KeyName, Value>, body: Mapping, section: Section, reading: SectionReading): void {
  const [name, raw] = entryOf(body, "provider") ?? ["Provider", null];
  const value = yamlValue("Provider", raw, `${section.path}.${name}`, reading);
  if (value) values.set("Provider", value);
}

function addValue(
  values: Map<KeyName, Value>,
  key: KeyName,
  raw: unknown,
  keyPath: string,
  reading: SectionReading,
): void {
  const value = yamlValue(key, raw, keyPath, reading);
  if (value === undefined) return reading.warn(`${key} is empty, which counts as not set.`);
  if (isLiteralSecret(key, raw)) {
    reading.warn(
      `${key} is written in plain text. Keep it in an environment variable and write {EnvironmentVar: NAME}.`,
    );
  }
  values.set(key, value);
}

function warnOfKeysOutsideArgs(body: Mapping, warn: (problem: string) => void): void {
  for (const name of Object.keys(body)) {
    const key = keyOf(name);
    if (key !== undefined && key !== "Provider") warn(`${key} stands beside Args and is ignored. Move it below Args.`);
  }
}

function entryOf(mapping: Mapping, lowerCaseKey: string): [string, unknown] | undefined {
  return Object.entries(mapping).find(([name]) => name.toLowerCase() === lowerCaseKey);
}

function twice({ place, nameOf }: Origin, key: KeyName): ConfigError {
  return new ConfigError(`${place}, ${nameOf(key)}: written twice, in two spellings.`, {
    nextStep: "Keep one of them.",
  });
}
