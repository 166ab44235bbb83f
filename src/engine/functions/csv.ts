import type { Dynamic } from "../values/value.ts";
import { type FunctionTable, strict } from "./scalar-function.ts";

/** The fields of the first record of a CSV text (RFC 4180); a quote inside a quoted field is doubled. */
function parseCsv(text: string): Dynamic {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const [field, end] = text[at] === '"' ? quotedField(text, at + 1) : plainField(text, at);
    fields.push(field);
    if (text[end] !== ",") return fields;
    at = end + 1;
  }
}

function plainField(text: string, from: number): readonly [string, number] {
  const length = /[,\r\n]/.exec(text.slice(from))?.index;
  const end = length === undefined ? text.length : from + length;
  return [text.slice(from, end), end];
}

function quotedField(text: string, from: number): readonly [string, number] {
  let field = "";
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return [field + text.slice(at), text.length];
    field += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [field, quote + 1];
    field += '"';
    at = quote + 2;
  }
}

/** Comma-separated values. */
export const csvFunctions: FunctionTable = { parse_csv: strict(["string"], "dynamic", parseCsv) };
