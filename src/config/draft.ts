import type { ErrorDetails, HuntingError } from "../errors.ts";
import type { Provider } from "../instances/instance.ts";
import { didYouMean } from "../nearest.ts";
import { quoted } from "../visible-text.ts";
import type { KeyName } from "./keys.ts";
import type { Directories } from "./paths.ts";
import type { Value } from "./value.ts";

/** Where a draft was written, and what is usual there. */
export interface Origin {
  /** How a message names the place, e.g. `/home/a/msticpyconfig.yaml, section DataProviders.MicrosoftDefender`. */
  readonly place: string;
  /** How a key is written there, e.g. `TenantId` or `DEFENDER_TENANT_ID`. */
  readonly nameOf: (key: KeyName) => string;
  readonly error: new (message: string, details: ErrorDetails) => HuntingError;
  /** A section may hold a user name and a secret (MSTICPy's own example does); elsewhere that is an error. */
  readonly toleratesUserNameAndSecret: boolean;
  /** What tenant and client alone mean: sign-in by device code, the same with a warning, or an error (as in MSTICPy's connection strings). */
  readonly withoutCredential: "device" | "warn" | "refuse";
}

/** What one section, connection string, environment or call says about an instance, before it is checked. */
export interface Draft {
  readonly name: string;
  readonly section: string;
  readonly origin: Origin;
  readonly defaultProvider: Provider;
  readonly values: ReadonlyMap<KeyName, Value>;
  readonly allowCustomEndpoints: boolean;
  readonly directories: Directories;
  /** Takes a problem that does not stop the instance from working. */
  readonly warn: (problem: string) => void;
}

/** An error that says where the problem stands; `key` undefined means the draft as a whole. */
export function problemOf(
  { origin }: Draft,
  key: KeyName | undefined,
  problem: string,
  nextStep: string,
): HuntingError {
  const place = key === undefined ? origin.place : `${origin.place}, ${origin.nameOf(key)}`;
  return new origin.error(`${place}: ${problem}.`, { nextStep });
}

/**
 * The text of a key; undefined when it is not set.
 * @throws HuntingError when the key refers to a variable that is not set or to a Key Vault, or has an impossible form.
 */
export function textOf(draft: Draft, key: KeyName): string | undefined {
  const value = draft.values.get(key);
  if (value === undefined) return undefined;
  if (value.kind === "text") return value.text;
  if (value.kind !== "key_vault") throw unusable(draft, key, value);
  throw problemOf(
    draft,
    key,
    "only ClientSecret and PrivateKeySecret can be a Key Vault reference",
    "Write the value itself, or {EnvironmentVar: NAME}.",
  );
}

/** The text of a key that must be set. @throws HuntingError as {@link textOf}, and when it is missing. */
export function requiredText(draft: Draft, key: KeyName): string {
  const text = textOf(draft, key);
  if (text === undefined) throw problemOf(draft, key, "missing", `Set ${draft.origin.nameOf(key)}.`);
  return text;
}

/** The error of a key whose value is none of the names it can be. `others` are accepted too, but not listed. */
export function unknownChoice(
  draft: Draft,
  key: KeyName,
  text: string,
  choices: readonly string[],
  others: readonly string[] = [],
): HuntingError {
  const nextStep = `Set one of: ${choices.join(", ")}.${didYouMean(text, [...choices, ...others])}`;
  return problemOf(draft, key, `${quoted(text, 40)} is not a known value`, nextStep);
}

/** The error of a value that cannot be used whatever the key. */
export function unusable(
  draft: Draft,
  key: KeyName,
  value: Extract<Value, { kind: "missing_variable" | "unusable" }>,
): HuntingError {
  if (value.kind === "unusable") return problemOf(draft, key, value.problem, value.remedy);
  const { variable } = value;
  const nextStep = `Set ${variable} in the environment of this server and start it again.`;
  return problemOf(draft, key, `the environment variable ${variable} is not set`, nextStep);
}
