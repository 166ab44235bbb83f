import { text } from "node:stream/consumers";
import type { Readable, Writable } from "node:stream";
import type { Redactor } from "../secrets.ts";

/** Standard streams, as the process has them. */
export interface StandardStreams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** Where a subcommand reads and writes. */
export interface Terminal {
  /** Writes a part of the result to standard output. @throws OutputClosedError when nobody reads it any more. */
  print(text: string): Promise<void>;
  /** Writes a line of our own words to standard output; secrets that a service's message quotes are masked. */
  report(line: string): Promise<void>;
  /** Says a line to the person, on standard error; secrets are masked. */
  say(line: string): void;
  /** Shows what is going on, in place of what was shown before; nothing where standard error is no terminal. */
  progress(message: string): void;
  /** Cells of a line of standard output; undefined when it is no terminal. */
  readonly width: number | undefined;
  /** Whether input comes from a file or another program. */
  readonly hasPipedInput: boolean;
  /** All of standard input. */
  readInput(): Promise<string>;
}

/** The reader of standard output has gone, e.g. `head` after its lines; nothing is wrong. */
export class OutputClosedError extends Error {
  override readonly name = "OutputClosedError";
}

const USUAL_WIDTH = 80;
const ERASE_LINE = "\r\u001b[2K";

/** The terminal over the process's streams. Results are printed as they are, our own words pass through the redactor. */
export function createTerminal({ stdin, stdout, stderr }: StandardStreams, redactor: Redactor): Terminal {
  // Failures of writing come to each write's own callback; those of talk are nobody's concern.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  let hasProgress = false;
  const clear = (): void => {
    if (hasProgress) stderr.write(ERASE_LINE);
    hasProgress = false;
  };
  const print = async (part: string): Promise<void> => {
    clear();
    if (part !== "") await write(stdout, part);
  };
  return {
    print,
    report: (line) => print(`${redactor.redact(line)}\n`),
    say(line) {
      clear();
      stderr.write(`${redactor.redact(line)}\n`);
    },
    progress(message) {
      if (stderr.isTTY !== true) return;
      stderr.write(`${ERASE_LINE}${redactor.redact(message)}`);
      hasProgress = true;
    },
    width: stdout.isTTY === true ? (stdout.columns ?? USUAL_WIDTH) : undefined,
    hasPipedInput: stdin.isTTY !== true,
    readInput: () => text(stdin),
  };
}

function write(stream: Writable, part: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(part, (error) => {
      if (error)
        reject(isClosed(error) ? new OutputClosedError("Standard output is closed.", { cause: error }) : error);
      else resolve();
    });
  });
}

const isClosed = (error: Error): boolean => "code" in error && error.code === "EPIPE";
