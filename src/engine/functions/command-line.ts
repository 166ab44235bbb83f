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

function splitArguments(text: string): readonly string[] {
  const args: string[] = [];
  let current: string | undefined;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === "\\") {
      const run = /^\\+/.exec(text.slice(at))?.[0].length ?? 1;
      const beforeQuote = text[at + run] === '"';
      current = (current ?? "") + "\\".repeat(beforeQuote ? Math.floor(run / 2) : run);
      at += run - 1;
      if (beforeQuote && run % 2 === 1) {
        current += '"';
        at += 1;
      }
    } else if (char === '"') {
      quoted = !quoted;
      current ??= "";
    } else if (!quoted && /\s/.test(char)) {
      if (current !== undefined) args.push(current);
      current = undefined;
    } else {
      current = (current ?? "") + char;
    }
  }
  return current === undefined ? args : [...args, current];
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
