import { isIP } from "node:net";
import type { Parameter, ParameterType } from "../library-query.ts";
import type { Value } from "../template/kql-literal.ts";
import { DATETIME_FORM, readDatetime } from "./datetime-value.ts";

/** A value that does not fit; the message completes "<parameter> must be ". */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

const MOST_CHARACTERS = 4000;
const MOST_ITEMS = 1000;

type Reader = (value: unknown, now: number) => Value | undefined;

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value.length <= MOST_CHARACTERS ? value : undefined;

/** Reads text of a certain shape, without the white space around it; an empty text where nothing is meant. */
const shaped =
  (fits: (text: string) => boolean, write: (text: string) => Value = (text) => ({ kind: "text", text })): Reader =>
  (value) => {
    const text = textOf(value)?.trim();
    return text !== undefined && fits(text) ? write(text) : undefined;
  };

const matches = (shape: RegExp) => (text: string) => shape.test(text);
const bare = (text: string): Value => ({ kind: "bare", text });

const readInt: Reader = (value) => {
  const text = typeof value === "number" ? String(value) : (textOf(value)?.trim() ?? "");
  return /^\d{1,15}$/.test(text) ? bare(String(Number(text))) : undefined;
};

const readBare: Reader = (value) => {
  const text = ["number", "boolean"].includes(typeof value) ? String(value) : (textOf(value)?.trim() ?? "");
  return /^(?:\d{1,15}(?:\.\d{1,15})?|\d{1,9}(?:d|h|m|s|ms)|true|false)$/.test(text) ? bare(text) : undefined;
};

const readers: Readonly<Record<Exclude<ParameterType, "list">, Reader>> = {
  string: (value) => {
    const text = typeof value === "number" ? String(value) : textOf(value);
    return text === undefined ? undefined : { kind: "text", text };
  },
  ip: shaped((text) => isIP(text) !== 0),
  account: shaped(matches(/^[^\s'"|;<>]{1,320}$/u)),
  device: shaped(matches(/^[\p{L}\p{N}._-]{1,255}$/u)),
  hash: shaped(matches(/^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64})$/i), (text) => ({
    kind: "text",
    text: text.toLowerCase(),
  })),
  int: readInt,
  bare: readBare,
  name: shaped(matches(/^[A-Za-z_]\w{0,127}$/), (text) => ({ kind: "name", text })),
  timespan: shaped(matches(/^\d{1,9}(?:d|h|m|s|ms)$/), bare),
  datetime: (value, now) => {
    const text = readDatetime(value, now);
    return text === undefined ? undefined : { kind: "datetime", text };
  },
};

/** What each type takes, for messages: completes "must be ". */
export const typeForms: Readonly<Record<ParameterType, string>> = {
  string: `text of at most ${MOST_CHARACTERS} characters`,
  ip: "an IPv4 or IPv6 address",
  account: "a user name, UPN, SID or object id, without spaces",
  device: "a host name or FQDN",
  hash: "an MD5, SHA-1 or SHA-256 in hex",
  int: "a whole number, not negative",
  bare: "a number, a timespan such as 7d, true or false",
  name: "a name of letters, digits and underscores",
  timespan: "a number with a unit, such as 30m, 12h or 7d",
  datetime: DATETIME_FORM,
  list: "an array",
};

/**
 * The value for a parameter. An empty text or list passes where it is the default: it means that nothing is asked for.
 * @param now milliseconds since 1970, for times such as `-7d`.
 * @throws ValueError saying what is taken instead.
 */
export function readValue(parameter: Parameter, value: unknown, now: number): Value {
  const { type, items = "string" } = parameter;
  if (type === "list")
    return isEmptyDefault(parameter, value) ? { kind: "list", items: [] } : readList(items, value, now);
  if (value === "" && parameter.default === "") return { kind: "text", text: "" };
  const read = readers[type](value, now);
  if (read === undefined) throw new ValueError(typeForms[type]);
  return read;
}

function isEmptyDefault({ default: standard }: Parameter, value: unknown): boolean {
  return Array.isArray(value) && Array.isArray(standard) && value.length + standard.length === 0;
}

function readList(type: ParameterType, value: unknown, now: number): Value {
  const values: readonly unknown[] = Array.isArray(value) ? value : splitAtCommas(value);
  const items = values.map((item) => readItem(type, item, now));
  const read = items.filter((item) => item !== undefined);
  if (read.length === 0 || read.length > MOST_ITEMS || read.length < items.length)
    throw new ValueError(`an array of 1 to ${MOST_ITEMS} items, each ${typeForms[type]}`);
  return { kind: "list", items: read };
}

function readItem(type: ParameterType, item: unknown, now: number): Value | undefined {
  if (type === "list") return undefined;
  // A number stays a number in a list of anything, as in MSTICPy.
  return type === "string" && typeof item === "number" ? readBare(item, now) : readers[type](item, now);
}

function splitAtCommas(value: unknown): readonly unknown[] {
  if (typeof value === "string") return value.split(",").map((item) => item.trim());
  return typeof value === "number" ? [value] : [];
}
