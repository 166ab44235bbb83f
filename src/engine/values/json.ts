import { type Long, parseLong } from "./long.ts";
import { formatDatetime } from "./datetime-text.ts";
import { formatReal } from "./real-text.ts";
import { formatTimespan } from "./timespan-text.ts";
import { type Dynamic, Typed, isArray, isBag, keyOf, setKey } from "./value.ts";

/** Numbers that `JSON.parse` would not keep as they are: beyond 2^53, or whole reals such as `1.0` and `1e3`. */
const lossyNumber = /\d{16}|\d\.\d*0(?![\d])|\d[eE]/;

/** The dynamic value of a JSON text; undefined when it is not JSON. Longs keep 64 bits, and `1.0` stays a real. */
export function parseJson(text: string): Dynamic | undefined {
  try {
    if (!lossyNumber.test(text)) return JSON.parse(text) as Dynamic;
    return new JsonReader(text).read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** `JSON.parse` with exact numbers. @throws SyntaxError when the text is not JSON. */
class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    // The platform's parser judges the grammar; this one only reads what has passed.
    void JSON.parse(text);
    this.#text = text;
  }

  read(): Dynamic {
    const start = this.#peek();
    if (start === "{") return this.#bag();
    if (start === "[") return this.#array();
    if (start === '"') return this.#string();
    return this.#word();
  }

  #peek(): string {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at += 1;
    return this.#text[this.#at] ?? "";
  }

  #bag(): Dynamic {
    const bag: Record<string, Dynamic> = {};
    this.#at += 1;
    while (this.#peek() !== "}") {
      if (this.#peek() === ",") this.#at += 1;
      this.#peek();
      const key = this.#string();
      this.#peek();
      this.#at += 1;
      setKey(bag, key, this.read());
    }
    this.#at += 1;
    return bag;
  }

  #array(): Dynamic {
    const items: Dynamic[] = [];
    this.#at += 1;
    while (this.#peek() !== "]") {
      if (this.#peek() === ",") this.#at += 1;
      items.push(this.read());
    }
    this.#at += 1;
    return items;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    this.#at += 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #word(): Dynamic {
    const start = this.#at;
    while (/[\w.+-]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
    const word = this.#text.slice(start, this.#at);
    if (word === "true" || word === "false") return word === "true";
    return word === "null" ? null : jsonNumber(word);
  }
}

/** A JSON number as long when it is written as one and fits, else as real. */
export function jsonNumber(word: string): Long | Typed {
  const long = parseLong(word);
  if (long !== null) return long;
  const real = Number(word);
  return Number.isInteger(real) ? new Typed("real", real) : real;
}

/** The compact JSON text of a dynamic value, as `tostring` and `dynamic_to_json` write it (the latter after sorting the keys). */
export function printJson(value: Dynamic): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Number.isFinite(value) ? printNumber(value) : `"${formatReal(value)}"`;
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (value instanceof Typed) return printTyped(value);
  if (isArray(value)) return `[${value.map(printJson).join(",")}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${printJson(item)}`)
    .join(",")}}`;
}

/** {@link printJson} with the keys of all bags in order, so that equal bags give equal texts. */
export function printSortedJson(value: Dynamic): string {
  return printJson(sortKeys(value));
}

function sortKeys(value: Dynamic): Dynamic {
  if (isArray(value)) return value.map(sortKeys);
  if (!isBag(value)) return value;
  const sorted: Record<string, Dynamic> = {};
  for (const key of Object.keys(value).toSorted()) setKey(sorted, key, sortKeys(keyOf(value, key)));
  return sorted;
}

function printNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : formatReal(value);
}

function printTyped(typed: Typed): string {
  const text = typedText(typed);
  return typed.type === "real" || typed.type === "decimal" ? text : JSON.stringify(text);
}

/** The text of a typed scalar inside a dynamic value, without quotes. */
export function typedText({ type, value }: Typed): string {
  if (type === "real") return formatReal(Number(value));
  if (type === "datetime") return formatDatetime(value as Long);
  return type === "timespan" ? formatTimespan(value as Long) : String(value);
}
