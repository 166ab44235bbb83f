import { quoted } from "../visible-text.ts";
import type { Redactor } from "../secrets.ts";
import type { Origin } from "./draft.ts";
import { keyNames, keyOf, keys, nearestKey, type KeyName } from "./keys.ts";
import { textValue, type Value } from "./value.ts";

const MOST_CHARS = 10_000;

// Up to the next semicolon, or a key with a value in quotes, which may hold one.
const PART = /[^;=]*(?:=\s*(?:'[^']*'|"[^"]*")\s*(?=;|$)|[^;]*)/g;

/**
 * The values of a connection string such as `tenant_id='…'; client_id='…'`: parts between semicolons, split at the first `=`, one pair of
 * quotes around a value taken off, empty parts and values dropped. Secrets are registered with the redactor.
 * @throws HuntingError of the origin's class for text without `=`, an unknown key (with the nearest name) or a key written twice.
 */
export function readConnectionString(text: string, origin: Origin, redactor: Redactor): ReadonlyMap<KeyName, Value> {
  const values = new Map<KeyName, Value>();
  const problems: string[] = [];
  for (const { name, value } of partsOf(text, problems)) {
    const key = keyOf(name);
    if (key === undefined) problems.push(unknownKey(name));
    else if (values.has(key)) problems.push(`${keys[key].snake} is written twice`);
    else if (value !== "") values.set(key, textValue(key, value, redactor));
  }
  if (problems.length === 0) return values;
  const known = keyNames.map((key) => keys[key].snake).join(", ");
  throw new origin.error(`${origin.place}: ${problems.join("; ")}.`, {
    nextStep: `Write key='value' with a semicolon between the parts. The keys are ${known}.`,
  });
}

interface Part {
  readonly name: string;
  readonly value: string;
}

function partsOf(text: string, problems: string[]): readonly Part[] {
  if (text.length > MOST_CHARS) {
    problems.push(`longer than ${MOST_CHARS} characters`);
    return [];
  }
  const parts = (text.match(PART) ?? []).map((part) => part.trim()).filter((part) => part !== "");
  return parts.flatMap((part, index) => {
    const equals = part.indexOf("=");
    if (equals > 0) return [{ name: part.slice(0, equals).trim(), value: unquoted(part.slice(equals + 1).trim()) }];
    // Its text is not repeated: it may be half of a secret.
    problems.push(`part ${index + 1} is not of the form key=value`);
    return [];
  });
}

function unquoted(value: string): string {
  return value.replace(/^(['"])(.*)\1$/s, "$2").trim();
}

function unknownKey(name: string): string {
  const nearest = nearestKey(name);
  const hint = nearest === undefined ? "" : ` (did you mean ${keys[nearest].snake}?)`;
  return `the key ${quoted(name, 40)} is unknown${hint}`;
}
