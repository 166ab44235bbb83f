import { z } from "zod";
import { Secret, type Redactor } from "../secrets.ts";

/** A secret setting: its value from a variable, or the file that holds it. */
export type SecretSource =
  { readonly kind: "value"; readonly secret: Secret } | { readonly kind: "file"; readonly path: string };

/** How a setting is written on the command line and in the environment, and what is said about it. */
export interface SettingNotes {
  readonly description: string;
  /** What the help shows for the value, e.g. `FILE`; absent for a switch. */
  readonly placeholder?: string;
  /** In words, where the default is not a value. */
  readonly defaultText?: string;
  /** Only the subcommand `http` has it as a flag. */
  readonly http?: true;
  /** `variable`: no flag, because others see a command line; `inside`: may hold a password, so it is masked. */
  readonly secret?: "variable" | "inside";
}

/** Notes of every setting, kept by its schema. */
export const settingNotes = z.registry<SettingNotes>();

/** A whole number from `min` to `max`, written in digits. */
export function wholeNumber(min: number, max: number) {
  const error = `expected a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, { error, abort: true })
    .transform(Number)
    .refine((number) => number >= min && number <= max, { error });
}

const words: ReadonlyMap<string, boolean> = new Map([
  ...["1", "true", "yes", "on"].map((word) => [word, true] as const),
  ...["0", "false", "no", "off"].map((word) => [word, false] as const),
]);

/** On or off. */
export function onOff() {
  return z.string().transform((text, context) => {
    const value = words.get(text.toLowerCase());
    if (value !== undefined) return value;
    context.addIssue(`expected ${[...words.keys()].join(", ")}`);
    return z.NEVER;
  });
}

/** One of some names, letter case aside. */
export function oneOf<const T extends readonly [string, ...string[]]>(names: T) {
  return z
    .string()
    .toLowerCase()
    .pipe(z.enum(names, { error: `expected ${names.join(", ")}` }));
}

/** Text that is not empty. */
export function nonEmpty() {
  return z.string().min(1, "expected a value");
}

/** A list, written with commas; empty entries are dropped. */
export function list() {
  return z.string().transform((written) =>
    written
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ""),
  );
}

/** An http(s) address. */
export function webAddress() {
  return nonEmpty().refine(
    (address) => /^https?:\/\/[^\s/]/i.test(address) && URL.canParse(address),
    "expected an http(s) address",
  );
}

/** The address of a Redis or Valkey, which may hold a password. */
export function redisAddress() {
  return nonEmpty()
    .refine(isRedisAddress, "expected redis://USER:PASSWORD@HOST:PORT, or rediss:// for TLS; special characters as %XX")
    .transform((value) => new Secret(value));
}

function isRedisAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(address);
  const isPlain = /^\/?\d*$/.test(pathname) && search === "" && hash === "";
  return /^rediss?:$/.test(protocol) && hostname !== "" && isPlain && isDecodable(username) && isDecodable(password);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** What {@link readSecretSource} takes from the environment. */
export function secretSource() {
  return z.custom<SecretSource>();
}

/** A secret from the variables `NAME` and `NAME_FILE`, registered with the redactor. */
export function readSecretSource(value: string | undefined, file: string | undefined, redactor: Redactor) {
  if (value === undefined) return file === undefined ? undefined : { kind: "file" as const, path: file };
  redactor.add(value);
  return { kind: "value" as const, secret: new Secret(value) };
}
