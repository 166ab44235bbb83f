import { LocalQueryError } from "../errors.ts";
import type { Dynamic } from "../values/value.ts";
import { type FunctionTable, strict } from "./scalar-function.ts";

/**
 * Splits a command line as Windows does for C programs ("Parsing C command-line arguments", Microsoft Learn): quotes group, backslashes
 * escape only in front of a quote, and the first argument knows no escapes.
 */
export function splitCommandLine(line: string): readonly string[] {
  const text = line.trim();
  if (text === "") return [];
  const [program, rest] = splitProgram(text);
  return [program, ...splitArguments(rest)];
}

function splitProgram(text: string): readonly [string, string] {
  if (text.startsWith('"')) {
    const end = text.indexOf('"', 1);
    return end === -1 ? [text.slice(1), ""] : [text.slice(1, end), text.slice(end + 1)];
  }
  const end = text.search(/\s/);
  return end === -1 ? [text, ""] : [text.slice(0, end), text.slice(end)];
}

/** What is read of one argument so far; undefined between arguments. */
interface Reading {
  readonly args: string[];
  current: string | undefined;
  quoted: boolean;
}

function splitArguments(text: string): readonly string[] {
  const reading: Reading = { args: [], current: undefined, quoted: false };
  // Runs of backslashes, with the quote they may escape, are read as one.
  for (const [piece] of text.matchAll(/\\+"?|"|\s|[^\\"\s]+/g)) readPiece(piece, reading);
  return reading.current === undefined ? reading.args : [...reading.args, reading.current];
}

function readPiece(piece: string, reading: Reading): void {
  if (piece.startsWith("\\")) {
    readBackslashes(piece, reading);
  } else if (piece === '"') {
    reading.quoted = !reading.quoted;
    reading.current ??= "";
  } else if (!reading.quoted && /^\s/.test(piece)) {
    if (reading.current !== undefined) reading.args.push(reading.current);
    reading.current = undefined;
  } else {
    reading.current = (reading.current ?? "") + piece;
  }
}

/** Before a quote two backslashes are one, and a single one makes the quote a character; elsewhere they are themselves. */
function readBackslashes(piece: string, reading: Reading): void {
  const beforeQuote = piece.endsWith('"');
  const count = piece.length - (beforeQuote ? 1 : 0);
  reading.current = (reading.current ?? "") + "\\".repeat(beforeQuote ? Math.floor(count / 2) : count);
  if (beforeQuote && count % 2 === 1) reading.current += '"';
  else if (beforeQuote) reading.quoted = !reading.quoted;
}

function parseCommandLine(line: string, kind: string): Dynamic {
  if (kind.toLowerCase() !== "windows") {
    throw new LocalQueryError('parse_command_line() knows only the kind "windows".', { nextStep: 'Pass "windows".' });
  }
  const args = splitCommandLine(line);
  return args.length === 0 ? null : args;
}

/** Command lines. */
export const commandLineFunctions: FunctionTable = {
  parse_command_line: strict(["string", "string"], "dynamic", parseCommandLine),
};
