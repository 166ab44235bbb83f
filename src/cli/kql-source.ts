import { readFile } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { quoted } from "../visible-text.ts";
import type { Terminal } from "./terminal.ts";

/** A query, and what to call it in messages: its file, `query` for an argument, `stdin`. */
export interface KqlSource {
  readonly name: string;
  readonly text: string;
}

const LONGEST_NAME = 120;
const FILE_NAME = /\.(?:kql|csl|kusto|txt)$/i;

/**
 * The query of an argument, or of standard input for `-` and for no argument behind a pipe.
 * @throws UserError when there is neither.
 */
export async function readKql(argument: string | undefined, terminal: Terminal): Promise<KqlSource> {
  if (argument !== undefined && argument !== "-") return { name: "query", text: argument };
  if (argument === undefined && !terminal.hasPipedInput)
    throw new UserError("There is no query.", { nextStep: "Give KQL in quotation marks, or - to read it from input." });
  return { name: "stdin", text: await terminal.readInput() };
}

/**
 * The queries of several arguments, each of which is KQL or the path of a file that holds one.
 * @throws UserError when a file cannot be read, or an argument looks like one that is not there.
 */
export async function readKqlOrFiles(args: readonly string[], terminal: Terminal): Promise<readonly KqlSource[]> {
  if (args.length === 0) return [await readKql(undefined, terminal)];
  return Promise.all(args.map(async (arg) => (await readKqlFile(arg)) ?? readKql(arg, terminal)));
}

/** Undefined when there is no such file and the argument can be KQL. */
async function readKqlFile(path: string): Promise<KqlSource | undefined> {
  try {
    return { name: path, text: (await readFile(path, "utf8")).replace(/^\uFEFF/, "") };
  } catch (error) {
    if (!FILE_NAME.test(path)) return undefined;
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new UserError(`The file ${quoted(path, LONGEST_NAME)} cannot be read (${reason}).`, {
      nextStep: "Check the path, or give KQL in quotation marks.",
      cause: error,
    });
  }
}
